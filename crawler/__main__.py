"""``python -m crawler`` is ``nianbao``, for callers that know the interpreter and not its PATH."""

from crawler.cli import main

if __name__ == "__main__":
    main()
