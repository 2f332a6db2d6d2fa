using MassTransit;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

internal sealed class OrderMachine : MassTransitStateMachine<OrderSaga>
{
    public OrderMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Opened, e => e.CorrelateById(Correlation));
        Event(() => LineCame, e => e.CorrelateById(Correlation));
        Event(() => Noted, e => e.CorrelateById(Correlation));
        Event(() => Weighed, e => e.CorrelateById(Correlation));
        Event(() => Stamped, e => e.CorrelateById(Correlation));
        Event(() => Broken, e => e.CorrelateById(Correlation));
        Event(() => Closed, e => e.CorrelateById(Correlation));
        Event(() => Dropped, e => e.CorrelateById(Correlation));
        Event(() => Asked, e =>
        {
            e.CorrelateById(Correlation);
            e.ReadOnly = true;
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.RespondAsync(new OrderMissing(c.Message.OrderId))));
        });

        Initially(
            When(Opened).Publish(c => new OrderOpened(c.Saga.Id)).TransitionTo(Open),
            When(ParcelOpened).TransitionTo(Open),
            When(Dropped).Publish(c => new OrderOpened(c.Saga.Id)).Finalize());

        During(Open,
            When(LineCame).Then(c => c.Saga.Lines++).Publish(c => new LineAdded(c.Saga.Id, c.Saga.Lines), p =>
            {
                p.Headers.Set("tenant", "acme");
                p.Headers.Set("weight", 7);
                p.TimeToLive = TimeSpan.FromHours(1);
            }),
            When(Noted).Then(c =>
            {
                c.Saga.Notes++;
                c.GetPayload<SagaEffects>().Describe(0, null, "noted");
            }),
            When(Weighed).Then(c => c.Saga.Lines += 10),
            When(Stamped).Then(c => c.Saga.Notes += 10),
            When(Broken).Then(c => c.Saga.Lines = -1)
                .Publish(c => new LineAdded(c.Saga.Id, -1))
                .Activity(a => a.OfType<TellByInjection>())
                .Then(_ => throw new InvalidOperationException("broken")),
            When(Asked).Respond(c => new OrderState(c.Saga.Id, c.Saga.CurrentState, c.Saga.Lines)),
            When(Closed).Respond(c => new OrderState(c.Saga.Id, "Closed", c.Saga.Lines)).Finalize());

        SetCompletedWhenFinalized();
    }

    public State Open { get; private set; } = null!;

    public Event<OpenOrder> Opened { get; private set; } = null!;

    public Event<AddLine> LineCame { get; private set; } = null!;

    public Event<IWeigh> Weighed { get; private set; } = null!;

    public Event<IStamp> Stamped { get; private set; } = null!;

    public Event<NoteOrder> Noted { get; private set; } = null!;

    public Event<BreakOrder> Broken { get; private set; } = null!;

    public Event<CloseOrder> Closed { get; private set; } = null!;

    public Event<DropOrder> Dropped { get; private set; } = null!;

    public Event<AskOrder> Asked { get; private set; } = null!;

    public Event<OpenParcel> ParcelOpened { get; private set; } = null!;

    private static Guid Correlation<T>(ConsumeContext<T> c)
        where T : class, IOrderMessage => OrderDefinition.Correlation(c.Message.OrderId);
}
