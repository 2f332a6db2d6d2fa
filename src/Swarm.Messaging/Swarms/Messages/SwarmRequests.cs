using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Requests of this process to swarms. Each is answered, rejected, or over when its time is, and at the stop.</summary>
internal sealed class SwarmRequests(SwarmMessenger messenger, IOptions<MessagesOptions> options, TimeProvider time)
{
    public const string RequestType = "request";
    public const string ResponseType = "response";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<RequestOutcome>> open = new(StringComparer.Ordinal);
    private volatile bool ended;

    /// <param name="from">A swarm of this process: the answer comes into its inbox.</param>
    /// <param name="timeout">Null: <see cref="MessagesOptions.RequestTimeout"/>.</param>
    public async Task<RequestOutcome> AskAsync(string from, string to, JsonElement data, TimeSpan? timeout, CancellationToken cancellation)
    {
        var (id, limit) = ($"req_{Guid.NewGuid():N}", timeout ?? options.Value.RequestTimeout);
        var answer = open.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        using var over = new CancellationTokenSource(TimeLimits.ForTimer(limit), time);
        await using var onTime = over.Token.UnsafeRegister(
            _ => answer.TrySetResult(new RequestOutcome.Rejected("timeout", $"The swarm {to} did not answer within {limit.TotalSeconds:0.###} s.")), null).ConfigureAwait(false);
        try
        {
            // Looked at after it was entered: a stop either sees it or is seen.
            if (ended)
                return Stopped;
            var sent = await messenger.SendAsync(
                from, new SwarmAddress.ToSwarm(to), new { Type = RequestType, RequestId = id, Data = data }, null, cancellation).ConfigureAwait(false);
            return sent is MessageSent.Refused refused
                ? new RequestOutcome.Rejected(refused.Code, refused.Message)
                : await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }

    /// <summary>Looks whether a message answers a request of this process.</summary>
    public void Answered(SwarmDelivery delivery)
    {
        var payload = delivery.Message.Payload;
        if (delivery.Type != ResponseType || !payload.TryGetProperty("requestId", out var id) || id.ValueKind != JsonValueKind.String
            || !open.TryGetValue(id.GetString()!, out var answer))
        {
            return;
        }

        answer.TrySetResult(payload.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            ? new RequestOutcome.Rejected("failed", error.GetString()!)
            : new RequestOutcome.Answered(payload.TryGetProperty("data", out var data) ? data : default));
    }

    /// <summary>Rejects all that are open, and whatever comes.</summary>
    public void End()
    {
        ended = true;
        foreach (var answer in open.Values)
            answer.TrySetResult(Stopped);
    }

    private static RequestOutcome.Rejected Stopped { get; } = new("stopped", "This process stops; whether the request was acted upon is not known.");
}

/// <summary>How a request ended. A closed set.</summary>
internal abstract record RequestOutcome
{
    private RequestOutcome()
    {
    }

    /// <param name="Data">Undefined when the answer has none.</param>
    public sealed record Answered(JsonElement Data) : RequestOutcome;

    /// <param name="Code">timeout, stopped, failed (its handler threw, or there is none), or why it could not be sent.</param>
    public sealed record Rejected(string Code, string Message) : RequestOutcome;
}
