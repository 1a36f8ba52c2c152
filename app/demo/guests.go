package demo

import (
	"fmt"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
)

// Guests are the logins that the demonstration offers, one a role. Their
// passphrases are no secret.
func Guests() []accessweb.Guest {
	return []accessweb.Guest{
		guest(access.Official, "rosaura.tapullima", "Rosaura Tapullima Ñaupari", "la ceiba florece de noche", "access.guests.official"),
		guest(access.Trainer, "abel.condori", "Abel Condori Peña", "preguntar no es interrogar", "access.guests.trainer"),
		guest(access.Manager, "gladys.murayari", "Gladys Murayari Ríos", "cinco dedos cinco preguntas", "access.guests.manager"),
		guest(access.Evaluator, "oscar.zegarra", "Óscar Zegarra Ibáñez", "contar bien es cuidar", "access.guests.evaluator"),
		guest(access.Administrator, "noemi.chambi", "Noemí Chambi Zúñiga", "cada puerta con su llave", "access.guests.administrator"),
	}
}

func guest(role access.Role, username, name, words, sees string) accessweb.Guest {
	return accessweb.Guest{Role: role, Username: username, Passphrase: words, Name: name, Sees: sees}
}

// guestOf is the guest with the role.
func guestOf(role access.Role) accessweb.Guest {
	for _, g := range Guests() {
		if g.Role == role {
			return g
		}
	}
	return accessweb.Guest{}
}

// hashes makes the guests' passphrases ready to be stored. It takes some
// 30 ms each, so it is done before the transaction.
func hashes() (map[access.Role]access.Passphrase, error) {
	made := map[access.Role]access.Passphrase{}
	for _, g := range Guests() {
		hashed, err := access.NewPassphrase(g.Passphrase)
		if err != nil {
			return nil, fmt.Errorf("the passphrase of %s: %w", g.Username, err)
		}
		made[g.Role] = hashed
	}
	return made, nil
}
