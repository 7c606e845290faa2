"""One base class per CMS family (内容管理系统)."""
