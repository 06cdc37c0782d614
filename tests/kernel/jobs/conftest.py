from tests.kernel.jobs.files import no_file_stays

__all__ = ["no_file_stays"]
