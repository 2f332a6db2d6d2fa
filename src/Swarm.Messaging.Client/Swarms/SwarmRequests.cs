using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Requests of one swarm to others. Each is answered, rejected, or over when its time is, and at the stop.</summary>
internal sealed class SwarmRequests(string swarmId, SwarmCommands commands, TimeProvider time)
{
    public const string RequestType = "request";
    public const string ResponseType = "response";

    private static readonly SwarmReply.Rejected Stopped = new("stopped", "This process gives the swarm up; whether the request was acted upon is not known.");

    private readonly ConcurrentDictionary<string, TaskCompletionSource<SwarmReply>> open = new(StringComparer.Ordinal);
    private volatile bool ended;

    public async Task<SwarmReply> AskAsync(string to, object? data, TimeSpan timeout, CancellationToken cancellation)
    {
        var id = $"req_{Guid.NewGuid():N}";
        var answer = open.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        using var over = new CancellationTokenSource(timeout, time);
        await using var onTime = over.Token.UnsafeRegister(
            _ => answer.TrySetResult(new SwarmReply.Rejected("timeout", $"The swarm {to} did not answer within {timeout.TotalSeconds:0.###} s.")), null).ConfigureAwait(false);
        try
        {
            // Looked at after it was entered: a stop either sees it or is seen.
            if (ended)
                return Stopped;
            var payload = SwarmCommands.ToJson(new { Type = RequestType, RequestId = id, Data = SwarmCommands.ToJson(data) });
            var sent = await commands.SendAsync(new SendSwarmMessage { From = swarmId, To = to, Payload = payload, MessageId = id }, cancellation).ConfigureAwait(false);
            return sent.Rejected is { } rejected ? new SwarmReply.Rejected(rejected.Code, rejected.Message) : await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }

    /// <returns>Whether it answers an open request. Others are for handlers: answers of the system to messages, or to a request of a process before.</returns>
    public bool Answered(SwarmMessage message)
    {
        if (MessageType(message) != ResponseType)
            return false;
        var payload = message.Payload;
        if (payload.TryGetProperty("requestId", out var id) && id.ValueKind == JsonValueKind.String && open.TryGetValue(id.GetString()!, out var answer))
        {
            answer.TrySetResult(payload.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
                ? new SwarmReply.Rejected("failed", error.GetString()!)
                : new SwarmReply.Answered(payload.TryGetProperty("data", out var data) ? data : default));
            return true;
        }

        return false;
    }

    /// <summary>Rejects all that are open, and whatever comes.</summary>
    public void End()
    {
        ended = true;
        foreach (var answer in open.Values)
            answer.TrySetResult(Stopped);
    }

    /// <summary>What handlers are chosen by: the payload's <c>type</c>, else the message type.</summary>
    public static string MessageType(SwarmMessage message) =>
        message.Payload.ValueKind == JsonValueKind.Object && message.Payload.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : message.MessageType;
}
