using MassTransit;
using MassTransit.Middleware;

namespace Swarm.Messaging.Sagas;

/// <summary>Raises events of MassTransit's own state machine on a saga, without MassTransit's per-message pipeline.</summary>
internal sealed class SagaMachine<TSaga>
    where TSaga : class, IStoredSagaInstance
{
    private readonly Dictionary<Type, Raiser> raisers = [];

    public SagaMachine(SagaStateMachine<TSaga> machine)
    {
        foreach (var sagaEvent in machine.Events)
        {
            var data = sagaEvent.GetType().GetInterfaces()
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(Event<>))?.GetGenericArguments()[0];
            if (data is null)
                continue;
            var raiser = (Raiser)Activator.CreateInstance(typeof(Raiser<>).MakeGenericType(typeof(TSaga), data), machine, sagaEvent)!;
            if (!raisers.TryAdd(data, raiser))
                throw new InvalidOperationException(
                    $"{machine.Name} has two events with data {data.Name}: an item names its event by its data.");
        }
    }

    /// <summary>The event's name on the machine, for timeline and log.</summary>
    public string NameOf(object sagaEvent) => Find(sagaEvent).Name;

    public Task RaiseAsync(TSaga saga, object sagaEvent, SagaEffects effects, CancellationToken cancellation) =>
        Find(sagaEvent).RaiseAsync(saga, sagaEvent, effects, cancellation);

    private Raiser Find(object sagaEvent) => raisers.TryGetValue(sagaEvent.GetType(), out var raiser)
        ? raiser
        : throw new InvalidOperationException($"{typeof(TSaga).Name} has no event with data {sagaEvent.GetType().Name}.");

    private abstract class Raiser
    {
        public abstract string Name { get; }

        public abstract Task RaiseAsync(TSaga saga, object sagaEvent, SagaEffects effects, CancellationToken cancellation);
    }

    private sealed class Raiser<TEvent>(SagaStateMachine<TSaga> machine, Event<TEvent> sagaEvent) : Raiser
        where TEvent : class
    {
        private readonly StateMachineSagaMessageFilter<TSaga, TEvent> filter = new(machine, sagaEvent);

        public override string Name => sagaEvent.Name;

        public override Task RaiseAsync(TSaga saga, object data, SagaEffects effects, CancellationToken cancellation) =>
            filter.Send(
                new ItemContext<TSaga, TEvent>(saga, (TEvent)data, effects, cancellation),
                Pipe.Empty<SagaConsumeContext<TSaga, TEvent>>());
    }
}
