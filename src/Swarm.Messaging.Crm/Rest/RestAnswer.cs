using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>What came of a call.</summary>
/// <param name="Failure">Null: it succeeded.</param>
/// <param name="NotDone">It has certainly had no effect.</param>
internal sealed record RestAnswer(JsonElement? Body, TaskError? Failure, bool NotDone, RateLimitFeedback? RateLimit)
{
    /// <summary>A success whose body was too large to be read; <see cref="Body"/> says so.</summary>
    public bool IsUnread { get; init; }

    /// <summary>The service may be at it still: it has not answered in time, or another for it.</summary>
    public bool IsUnanswered { get; init; }

    /// <summary>The service does not take the credentials.</summary>
    public bool IsLoggedOut { get; init; }

    public static RestAnswer Failed(string type, string message, bool retryable, bool notDone) => new(null, new TaskError(type, message, null, retryable), notDone, null);
}
