package app

import (
	"context"

	"talentcircle/backend/account"
	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
)

func (a *App) buildAccounts(ctx context.Context) error {
	tokens, err := account.SigningKeys(ctx, a.DB, a.keys, account.ForTokens)
	if err != nil {
		return err
	}
	a.Accounts = account.NewService(a.DB, a.keys, secret.NewPasswords(), tokens, account.Config{Issuer: issuer(a.Config.PublicURL),
		Demo: a.Config.Demo, SecureCookie: a.Config.SecureCookies, StatementKeys: a.statementKeys})
	return nil
}

// statementKeys publishes the keys of statements beside those of tokens.
func (a *App) statementKeys(ctx context.Context) []auth.JWK {
	keys, err := a.Recognition.PublicKeys(ctx)
	if err != nil {
		a.log.Warn("the keys of statements are not published", "error", err)
		return nil
	}
	out := make([]auth.JWK, len(keys))
	for i, k := range keys {
		out[i] = auth.JWK{Type: k.Kty, Curve: k.Crv, ID: k.Kid, Algorithm: k.Alg, Use: k.Use, X: k.X}
	}
	return out
}

func issuer(publicURL string) string {
	if publicURL != "" {
		return publicURL
	}
	return "talentcircle"
}
