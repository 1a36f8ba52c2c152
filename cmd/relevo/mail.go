package main

import "relevo/app/mail"

// mailing says through which server mail is sent; without one, none is.
type mailing struct {
	MailServer     string `help:"Server that takes mail; without it, none is sent."                    placeholder:"HOST:PORT"`
	MailFrom       string `help:"Address that mail comes from."                                        placeholder:"ADDRESS"`
	MailUser       string `help:"User at the mail server. RELEVO_MAIL_PASSPHRASE is their passphrase." placeholder:"USER"`
	MailPassphrase string `hidden:""` // from the environment: others can read a command line
	MailTLS        string `default:"starttls"                                                          enum:"starttls,tls,none" help:"How the way to the mail server is encrypted: starttls (and nothing without it), tls from the first byte, or none." name:"mail-tls"`
}

func (m mailing) mail() mail.Config {
	return mail.Config{Server: m.MailServer, From: m.MailFrom, User: m.MailUser, Passphrase: m.MailPassphrase, TLS: mail.TLS(m.MailTLS)}
}
