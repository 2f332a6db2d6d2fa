using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>The handlers of this process by what they handle. Each is called, whatever the others do.</summary>
internal sealed partial class SwarmHandlers
{
    private readonly ILogger<SwarmHandlers> log;
    private ImmutableDictionary<string, ImmutableList<ISwarmMessageHandler>> byType = ImmutableDictionary.Create<string, ImmutableList<ISwarmMessageHandler>>(StringComparer.Ordinal);

    public SwarmHandlers(IEnumerable<ISwarmMessageHandler> handlers, ILogger<SwarmHandlers> log)
    {
        this.log = log;
        foreach (var handler in handlers)
            Add(handler);
    }

    /// <summary>Handlers, over all types.</summary>
    public int Count => byType.Values.Sum(h => h.Count);

    public void Add(ISwarmMessageHandler handler) =>
        ImmutableInterlocked.AddOrUpdate(ref byType, handler.Type, _ => [handler], (_, others) => others.Add(handler));

    public void Remove(ISwarmMessageHandler handler) =>
        ImmutableInterlocked.AddOrUpdate(ref byType, handler.Type, _ => [], (_, others) => others.Remove(handler));

    /// <returns>How many failed.</returns>
    public async Task<int> HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var failed = 0;
        foreach (var handler in byType.GetValueOrDefault(delivery.Type, []))
        {
            try
            {
                await handler.HandleAsync(delivery, cancellation).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (cancellation.IsCancellationRequested)
                    break;
                failed++;
                Failed(delivery.Type, delivery.Message.Id, delivery.ReceiverId, handler.GetType().Name, e);
            }
        }

        return failed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Type} {MessageId} for {SwarmId} could not be handled by {Handler}")]
    private partial void Failed(string type, string messageId, string swarmId, string handler, Exception exception);
}
