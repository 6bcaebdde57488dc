"""The engines that can answer: one module each."""
