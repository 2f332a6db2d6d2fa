using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Middleware;

namespace Swarm.Messaging.Sagas;

/// <summary>
/// The context in which MassTransit's state machine acts on one item: no transport message stands behind it, so that a carrier of a
/// thousand items costs one message. Sagas emit by <see cref="SagaEffects"/>; sending past the outbox is refused.
/// </summary>
internal sealed class ItemContext<TSaga, TEvent> : BasePipeContext, SagaConsumeContext<TSaga, TEvent>
    where TSaga : class, ISaga
    where TEvent : class
{
    public ItemContext(TSaga saga, TEvent message, SagaEffects effects, CancellationToken cancellation)
        : base(cancellation)
    {
        Saga = saga;
        Message = message;
        GetOrAddPayload(() => effects);
    }

    public TSaga Saga { get; }

    public TEvent Message { get; }

    public bool IsCompleted { get; private set; }

    public Guid? CorrelationId => Saga.CorrelationId;

    public Guid? MessageId => null;

    public Guid? RequestId => null;

    public Guid? ConversationId => null;

    public Guid? InitiatorId => null;

    public DateTime? ExpirationTime => null;

    public Uri? SourceAddress => null;

    public Uri? DestinationAddress => null;

    public Uri? ResponseAddress => null;

    public Uri? FaultAddress => null;

    public DateTime? SentTime => null;

    public Headers Headers => MassTransit.Serialization.EmptyHeaders.Instance;

    public HostInfo Host => MassTransit.Metadata.HostMetadataCache.Host;

    public ReceiveContext ReceiveContext => ItemReceiveContext.Instance;

    /// <summary>None: nothing was deserialised.</summary>
    public SerializerContext SerializerContext => null!;

    public Task ConsumeCompleted => Task.CompletedTask;

    public IEnumerable<string> SupportedMessageTypes => MessageTypeCache<TEvent>.MessageTypeNames;

    public Task SetCompleted()
    {
        IsCompleted = true;
        return Task.CompletedTask;
    }

    public bool HasMessageType(Type messageType) => messageType.IsAssignableFrom(typeof(TEvent));

    public bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
        where T : class
    {
        consumeContext = this as ConsumeContext<T>;
        return consumeContext is not null;
    }

    public void AddConsumeTask(Task task) => throw Outside();

    public Task NotifyConsumed(TimeSpan duration, string consumerType) => Task.CompletedTask;

    public Task NotifyFaulted(TimeSpan duration, string consumerType, Exception exception) => Task.CompletedTask;

    public Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => throw Outside();

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => throw Outside();

    public Task<ISendEndpoint> GetSendEndpoint(Uri address) => throw Outside();

    public Task RespondAsync<T>(T message)
        where T : class => throw Outside();

    public Task RespondAsync<T>(T message, IPipe<SendContext<T>> sendPipe)
        where T : class => throw Outside();

    public Task RespondAsync<T>(T message, IPipe<SendContext> sendPipe)
        where T : class => throw Outside();

    public Task RespondAsync(object message) => throw Outside();

    public Task RespondAsync(object message, Type messageType) => throw Outside();

    public Task RespondAsync(object message, IPipe<SendContext> sendPipe) => throw Outside();

    public Task RespondAsync(object message, Type messageType, IPipe<SendContext> sendPipe) => throw Outside();

    public Task RespondAsync<T>(object values)
        where T : class => throw Outside();

    public Task RespondAsync<T>(object values, IPipe<SendContext<T>> sendPipe)
        where T : class => throw Outside();

    public Task RespondAsync<T>(object values, IPipe<SendContext> sendPipe)
        where T : class => throw Outside();

    public void Respond<T>(T message)
        where T : class => throw Outside();

    public Task Publish<T>(T message, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    public Task Publish<T>(T message, IPipe<PublishContext<T>> publishPipe, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    public Task Publish<T>(T message, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    public Task Publish(object message, CancellationToken cancellationToken = default) => throw Outside();

    public Task Publish(object message, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken = default) =>
        throw Outside();

    public Task Publish(object message, Type messageType, CancellationToken cancellationToken = default) => throw Outside();

    public Task Publish(object message, Type messageType, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken = default) =>
        throw Outside();

    public Task Publish<T>(object values, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    public Task Publish<T>(object values, IPipe<PublishContext<T>> publishPipe, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    public Task Publish<T>(object values, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken = default)
        where T : class => throw Outside();

    private static InvalidOperationException Outside() => new(
        $"A saga that acts on an item ({typeof(TEvent).Name}) has no transport message behind it. "
        + "Emit through SagaEffects: what is sent past the outbox would be lost, or doubled, in a crash.");
}
