package web

// mountOwn mounts what belongs to the portal itself.
func (s *Server) mountOwn() {
	r := s.Routes()
	s.mountHealth(r)
}
