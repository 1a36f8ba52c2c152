package backup

// Cheap are keys whose passphrase costs little to try, for tests.
func Cheap(passphrase string) Keys { return Keys{Passphrase: passphrase, workFactor: 2} }
