package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"talentcircle/backend/store"
)

// Server error codes, from MongoDB's error_codes.yml.
var (
	clashCodes   = []int{11000, 11001, 12582}
	refusedCodes = []int{10334, 17419, 17420} // BSONObjectTooLarge and the two older ones of update
	// awayCodes: the server is there, but can't do this now, or not for us: no primary, shutting down, out of time or space, not let in.
	awayCodes = []int{
		6, 7, 13, 18, 24, 50, 64, 89, 91, 100, 112, 133, 134, 189, 202, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436, 14031,
	}
)

// mapped maps an error of the driver by its code; ctx is the caller's.
func mapped(ctx context.Context, err error) error {
	var server mongo.ServerError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Away.Because(ctx.Err())
	case errors.Is(err, mongo.ErrNoDocuments):
		return store.Missing
	case !errors.As(err, &server), mongo.IsNetworkError(err), mongo.IsTimeout(err): // it never reached a server, or no answer came back
		return store.Away.Because(err)
	case has(server, clashCodes):
		return store.Clash.Because(err)
	case has(server, refusedCodes):
		return store.Refused.Because(err)
	case has(server, awayCodes), server.HasErrorLabel("RetryableWriteError"), server.HasErrorLabel("TransientTransactionError"):
		return store.Away.Because(err)
	}
	return err
}

func has(err mongo.ServerError, codes []int) bool {
	for _, code := range codes {
		if err.HasErrorCode(code) {
			return true
		}
	}
	return false
}

func closed(err error) bool { return errors.Is(err, mongo.ErrClientDisconnected) }
