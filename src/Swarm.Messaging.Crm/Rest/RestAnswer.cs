using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>What came of a call.</summary>
/// <param name="Failure">Null: it succeeded.</param>
/// <param name="NotDone">It has certainly had no effect.</param>
internal sealed record RestAnswer(JsonElement? Body, TaskError? Failure, bool NotDone, RateLimitFeedback? RateLimit)
{
    public static RestAnswer Failed(string type, string message, bool retryable, bool notDone) => new(null, new TaskError(type, message, null, retryable), notDone, null);
}
