"""The moving belt: jobs are claimed, led through a child, and saved; the bell, the heart and the sweeper that keep it moving."""
