using MassTransit;
using MassTransit.Middleware;

namespace Swarm.Messaging.Sagas;

/// <summary>Raises events of MassTransit's own state machine on a saga, without MassTransit's per-message pipeline.</summary>
internal sealed class SagaMachine<TSaga>
    where TSaga : class, IStoredSagaInstance
{
    private readonly Dictionary<Type, Raiser> raisers = [];
    private readonly SagaStateMachine<TSaga> machine;

    public SagaMachine(SagaStateMachine<TSaga> machine)
    {
        this.machine = machine;
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
    public string NameOf(object sagaEvent) => Find(sagaEvent.GetType()).Name;

    /// <summary>The same for an event known by its declared type: a message's own class may be a proxy.</summary>
    public string NameOf(Type data) => Find(data).Name;

    /// <summary>True when the machine says in its table what the event does in its initial state.</summary>
    public bool Begins(Type data) => machine.NextEvents(machine.Initial).Contains(Find(data).Event);

    public bool IsFinal(string state) => string.Equals(state, machine.Final.Name, StringComparison.Ordinal);

    public bool TakesWhenFinal(Type data) => machine.NextEvents(machine.Final).Contains(Find(data).Event);

    public Task RaiseAsync(TSaga saga, object sagaEvent, SagaEffects effects, CancellationToken cancellation) =>
        Find(sagaEvent.GetType()).RaiseAsync(saga, sagaEvent, effects, cancellation);

    private Raiser Find(Type data) => raisers.TryGetValue(data, out var raiser)
        ? raiser
        : throw new InvalidOperationException($"{typeof(TSaga).Name} has no event with data {data.Name}.");

    private abstract class Raiser
    {
        public abstract Event Event { get; }

        public string Name => Event.Name;

        public abstract Task RaiseAsync(TSaga saga, object sagaEvent, SagaEffects effects, CancellationToken cancellation);
    }

    private sealed class Raiser<TEvent>(SagaStateMachine<TSaga> machine, Event<TEvent> sagaEvent) : Raiser
        where TEvent : class
    {
        private readonly StateMachineSagaMessageFilter<TSaga, TEvent> filter = new(machine, sagaEvent);

        public override Event Event => sagaEvent;

        public override Task RaiseAsync(TSaga saga, object data, SagaEffects effects, CancellationToken cancellation) =>
            filter.Send(
                new ItemContext<TSaga, TEvent>(saga, (TEvent)data, effects, cancellation),
                Pipe.Empty<SagaConsumeContext<TSaga, TEvent>>());
    }
}
