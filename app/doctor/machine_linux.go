package doctor

import "golang.org/x/sys/unix"

// freeBytes is how many bytes of a disk are free for those who are not root.
func freeBytes(path string) (uint64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(path, &disk); err != nil {
		return 0, err
	}
	return disk.Bavail * uint64(max(disk.Bsize, 0)), nil
}

// clockSynchronised asks the kernel whether anybody keeps its clock right.
func clockSynchronised() (synchronised, known bool) {
	var clock unix.Timex // Modes 0: nothing is set
	state, err := unix.Adjtimex(&clock)
	return err == nil && state != unix.TIME_ERROR && clock.Status&unix.STA_UNSYNC == 0, err == nil
}
