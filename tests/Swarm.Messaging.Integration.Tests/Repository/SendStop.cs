using System.Collections.Concurrent;
using MassTransit;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>While closed, nothing of the given type leaves: as if the process had died before sending it.</summary>
internal sealed class SendStop : ISendObserver
{
    private volatile string? type;

    /// <summary>Ids of what did not leave.</summary>
    public ConcurrentQueue<Guid> Stopped { get; } = new();

    public void Close(string messageType) => type = messageType;

    public void Open() => type = null;

    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (type is not { } closed || !context.SupportedMessageTypes.Any(t => t.EndsWith(closed, StringComparison.Ordinal)))
            return Task.CompletedTask;
        Stopped.Enqueue(context.MessageId!.Value);
        throw new InvalidOperationException("The door is closed.");
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
