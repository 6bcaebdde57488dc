"""Queries in processes of their own, so that none can slow, crash or fill the service.

    supervisor          watches which version counts; starts one keeper for each generation
      keeper            loads the graph once, single-threaded, and forks workers that share its memory
        worker          answers one query at a time; the kernel ends it at the deadline or at the memory limit

A web process connects to the socket of the current generation; a worker takes the connection and answers one question
after the other there. The connection rests for a second at most, and less where somebody else waits for a worker.
"""
