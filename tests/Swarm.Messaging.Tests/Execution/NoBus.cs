using Swarm.Messaging.Bus;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Tests.Execution;

/// <summary>Where nothing may go by the bus.</summary>
internal sealed class NoBus : IEnvelopeSender
{
    public Task DeliverAsync<T>(Uri to, T message, CancellationToken cancellation)
        where T : class => throw Gone();

    public Task SendAsync<T>(Uri to, string? routingKey, T message, CancellationToken cancellation)
        where T : class => throw Gone();

    public Task PublishAsync<T>(T message, CancellationToken cancellation)
        where T : class => throw Gone();

    public Task SendAsync(BusMessage message, TimeSpan? timeToLive, CancellationToken cancellation) => throw Gone();

    private static InvalidOperationException Gone() => new("Something went by the bus.");
}
