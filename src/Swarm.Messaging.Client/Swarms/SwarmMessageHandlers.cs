using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>The handlers of one swarm by what they handle. Each is called, whatever the others do.</summary>
internal sealed partial class SwarmMessageHandlers(string swarmId, SwarmCommands commands, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private ImmutableDictionary<string, ImmutableList<Func<SwarmMessage, CancellationToken, Task>>> byType =
        ImmutableDictionary.Create<string, ImmutableList<Func<SwarmMessage, CancellationToken, Task>>>(StringComparer.Ordinal);

    public Func<SwarmRequest, CancellationToken, Task<object?>>? Requests { get; set; }

    public void Add(string type, Func<SwarmMessage, CancellationToken, Task> handler) =>
        ImmutableInterlocked.AddOrUpdate(ref byType, type, _ => [handler], (_, others) => others.Add(handler));

    /// <returns>How many failed.</returns>
    public async Task<int> HandleAsync(SwarmMessage message, CancellationToken cancellation)
    {
        var (failed, type) = (0, SwarmRequests.MessageType(message));
        foreach (var handler in byType.GetValueOrDefault(type, []).Concat(OwnOf(type)))
        {
            try
            {
                await handler(message, cancellation).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (cancellation.IsCancellationRequested)
                    break;
                failed++;
                Failed(type, message.Id, swarmId, e);
            }
        }

        return failed;
    }

    private IEnumerable<Func<SwarmMessage, CancellationToken, Task>> OwnOf(string type) => type switch
    {
        SwarmRequests.RequestType => [AnswerAsync],
        _ => [],
    };

    private async Task AnswerAsync(SwarmMessage message, CancellationToken cancellation)
    {
        if (!message.Payload.TryGetProperty("requestId", out var id))
            return;
        object answer;
        try
        {
            answer = Requests is null
                ? new { Type = SwarmRequests.ResponseType, RequestId = id, Error = $"The swarm {swarmId} answers no requests." }
                : new
                {
                    Type = SwarmRequests.ResponseType,
                    RequestId = id,
                    Data = SwarmCommands.ToJson(await Requests(new SwarmRequest(message.SwarmId, message.Payload.TryGetProperty("data", out var data) ? data : default), cancellation).ConfigureAwait(false)),
                };
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Failed(SwarmRequests.RequestType, message.Id, swarmId, e);
            answer = new { Type = SwarmRequests.ResponseType, RequestId = id, Error = e.Message };
        }

        // The id follows the request's: when that is handled again, its answer is not sent twice.
        var response = new SendSwarmMessage { From = swarmId, To = message.SwarmId, Payload = SwarmCommands.ToJson(answer), MessageId = $"response_{Digest(message)}" };
        await UntilHeardAsync(() => commands.SendAsync(response, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task<T> UntilHeardAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (SwarmClientException e) when (e.Transient)
            {
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fits into a longer id, whatever it is.</summary>
    /// <summary>Ids are their sender's own, and a sender that comes again may begin anew with them.</summary>
    private static string Digest(SwarmMessage message) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.SwarmId}\n{message.Id}\n{message.Timestamp}")))[..24];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Type} {MessageId} for the swarm {SwarmId} could not be handled")]
    private partial void Failed(string type, string messageId, string swarmId, Exception exception);
}
