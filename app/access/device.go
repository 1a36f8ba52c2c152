package access

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"relevo/app/fault"
)

// DeviceKey is what a device seals with what it keeps of one account (AES-256-GCM).
type DeviceKey struct {
	// ID names the key to this server, which makes the same key of it again. It is sealed: to
	// everybody else it says neither whose key it is nor on what device.
	ID  string
	Key []byte
}

// deviceName is what a device may call itself to be given a key.
var deviceName = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

// errDeviceKey is all that is said of a name of a key that this server did not give.
var errDeviceKey = errors.New("no key of this server has that name")

// deviceOf is what the name of a key says once it is opened.
type deviceOf struct {
	Account string `json:"a"`
	Device  string `json:"d"`
}

// DeviceKey gives the key of the actor's account on the device that calls itself so. It is made of the
// secret beside the database each time it is asked for, and kept nowhere here: what is sealed on a
// device whose owner logs in again can be opened again, and a device that forgets its name at
// logout gets another key at the next login.
func (s *Service) DeviceKey(actor Actor, device string) (DeviceKey, error) {
	if !actor.LoggedIn() {
		return DeviceKey{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if !deviceName.MatchString(device) {
		return DeviceKey{}, fault.OnField("device", "access.device_name")
	}
	of := deviceOf{Account: actor.AccountID, Device: device}
	name, err := json.Marshal(of)
	if err != nil {
		return DeviceKey{}, err
	}
	id, err := s.seal.close(string(name), deviceUse)
	if err != nil {
		return DeviceKey{}, err
	}
	key, err := s.seal.deviceKey(of)
	return DeviceKey{ID: id, Key: key}, err
}

// OpenDeviceKey gives the key that has the name, and the account whose it is.
func (s *Service) OpenDeviceKey(id string) (accountID string, key []byte, err error) {
	name, err := s.seal.open(id, deviceUse)
	if errors.Is(err, errNoSecret) {
		return "", nil, err
	}
	var of deviceOf
	if err != nil || json.Unmarshal([]byte(name), &of) != nil || of.Account == "" {
		return "", nil, errDeviceKey
	}
	key, err = s.seal.deviceKey(of)
	return of.Account, key, err
}

// deviceUse stands where seal takes an account: no account is called that, so that nothing sealed for one
// opens as the name of a key.
const deviceUse = "the name of a device's key"

// deviceKey derives the key of one account on one device.
func (s seal) deviceKey(of deviceOf) ([]byte, error) {
	if s.devices == nil {
		return nil, errNoSecret
	}
	key, err := hkdf.Expand(sha256.New, s.devices, "relevo device\x00"+of.Account+"\x00"+of.Device, 32)
	if err != nil {
		return nil, fmt.Errorf("deriving a device's key: %w", err)
	}
	return key, nil
}
