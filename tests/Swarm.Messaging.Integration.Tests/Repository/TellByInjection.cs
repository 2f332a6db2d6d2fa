using MassTransit;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>Publishes by an endpoint from the container, not by the context it was given.</summary>
internal sealed class TellByInjection(IPublishEndpoint endpoint) : IStateMachineActivity<OrderSaga, BreakOrder>
{
    public async Task Execute(BehaviorContext<OrderSaga, BreakOrder> context, IBehavior<OrderSaga, BreakOrder> next)
    {
        await endpoint.Publish(new LineAdded(context.Saga.Id, -2));
        await next.Execute(context);
    }

    public Task Faulted<TException>(
        BehaviorExceptionContext<OrderSaga, BreakOrder, TException> context, IBehavior<OrderSaga, BreakOrder> next)
        where TException : Exception => next.Faulted(context);

    public void Probe(ProbeContext context) => context.CreateScope("tell");

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);
}
