package expert

// InBatchesOf makes imports go in smaller steps, so that a test sees many of them.
func (s *Service) InBatchesOf(rows int) { s.imports.readBatch, s.imports.commitBatch = rows, rows }
