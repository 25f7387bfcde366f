"""`python -m lexicon` is the command `lexicon`."""

from lexicon.cli import main

if __name__ == "__main__":
    main(prog_name="lexicon")
