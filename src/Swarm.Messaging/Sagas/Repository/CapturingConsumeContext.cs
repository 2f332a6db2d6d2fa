using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>
/// The received message in which nothing leaves: what is sent, published, answered or scheduled through it is kept for the commit.
/// The scope below it keeps the scheduler of the transport's own context as it is, so that a redelivery scheduled after a failure really leaves.
/// </summary>
internal sealed class CapturingConsumeContext<T>(ConsumeContext<T> context, IServiceProvider services, TimeProvider time)
    : OutboxConsumeContextProxy<T>(new ConsumeContextScope<T>(context), new OutboxConsumeOptions(), services)
    where T : class
{
    private readonly Lock gate = new();
    private readonly List<BusMessage> messages = [];

    /// <summary>In the order in which they were sent.</summary>
    public IReadOnlyList<BusMessage> Messages
    {
        get
        {
            lock (gate)
                return [.. messages];
        }
    }

    public override bool ContinueProcessing { get; set; }

    public override bool IsMessageConsumed => false;

    public override bool IsOutboxDelivered => false;

    public override int ReceiveCount => 0;

    public override long? LastSequenceNumber => null;

    public override Task AddSend<TMessage>(SendContext<TMessage> context)
    {
        var message = BusMessageCapture.Of(context, time.GetUtcNow());
        lock (gate)
            messages.Add(message);
        return Task.CompletedTask;
    }

    // The rest serves MassTransit's own delivery, which does not run here: the commit is the inbox, the dispatcher delivers.
    public override Task SetConsumed() => Task.CompletedTask;

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
