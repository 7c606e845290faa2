"""The commands of ``nianbao``, one module each.

A command is a function made by ``crawler.options.command``, named in the table of ``crawler.cli``. It prints
its answer with ``crawler.console``, raises a failure of ``crawler.errors``, and returns an exit code if that
is not 0. What is heavy is imported inside the function.
"""
