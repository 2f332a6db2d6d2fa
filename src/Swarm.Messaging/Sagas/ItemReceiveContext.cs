using System.Net.Mime;
using MassTransit;
using MassTransit.Middleware;

namespace Swarm.Messaging.Sagas;

/// <summary>Stands where a transport's receive context would: MassTransit's proxies want one to pass round, and nothing was received.</summary>
internal sealed class ItemReceiveContext : BasePipeContext, ReceiveContext
{
    private ItemReceiveContext()
    {
    }

    public static ItemReceiveContext Instance { get; } = new();

    public TimeSpan ElapsedTime => TimeSpan.Zero;

    public Uri InputAddress { get; } = new("loopback://localhost/items");

    public ContentType ContentType { get; } = new("application/json");

    public bool Redelivered => false;

    public Headers TransportHeaders => MassTransit.Serialization.EmptyHeaders.Instance;

    public Task ReceiveCompleted => Task.CompletedTask;

    public bool IsDelivered => true;

    public bool IsFaulted => false;

    public ISendEndpointProvider SendEndpointProvider => null!;

    public IPublishEndpointProvider PublishEndpointProvider => null!;

    public bool PublishFaults => false;

    public MessageBody Body { get; } = new EmptyMessageBody();

    public Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted(Exception exception) => Task.CompletedTask;

    public void AddReceiveTask(Task task)
    {
        // Nothing waits for a message that never was.
    }
}
