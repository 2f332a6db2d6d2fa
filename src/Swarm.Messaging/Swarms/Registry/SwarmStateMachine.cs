using MassTransit;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>A swarm's life as the registry tells it, in its order. An id that is used again after its end begins anew.</summary>
internal sealed class SwarmStateMachine : MassTransitStateMachine<SwarmSaga>
{
    public SwarmStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Opened, e => BySwarm(e));
        Event(() => Revised, e => BySwarm(e));
        Event(() => Heard, e => BySwarm(e));
        Event(() => StateWritten, e => BySwarm(e));
        Event(() => BecameActive, e => BySwarm(e));
        Event(() => BecameInterrupted, e => BySwarm(e));
        Event(() => BecameRecovering, e => BySwarm(e));
        Event(() => BecameCompleted, e => BySwarm(e));
        Event(() => BecameFailed, e => BySwarm(e));
        Event(() => Left, e => BySwarm(e));

        Initially(
            When(Opened).Then(SwarmVerbs.Open).TransitionTo(Initializing));

        During([Initializing, Active, Interrupted, Recovering, Completed, Failed],
            When(Revised).Then(SwarmVerbs.Revise),
            When(Heard).Then(SwarmVerbs.Hear),
            When(StateWritten).Then(SwarmVerbs.Write),
            When(Left).Then(SwarmVerbs.Leave).TransitionTo(Removed),
            Ignore(Opened));

        During(Initializing,
            When(BecameActive).Then(SwarmVerbs.Become).TransitionTo(Active),
            When(BecameInterrupted).Then(SwarmVerbs.Interrupt).TransitionTo(Interrupted),
            When(BecameFailed).Then(SwarmVerbs.End).TransitionTo(Failed),
            Ignore(BecameRecovering), Ignore(BecameCompleted));

        During(Active,
            When(BecameInterrupted).Then(SwarmVerbs.Interrupt).TransitionTo(Interrupted),
            When(BecameCompleted).Then(SwarmVerbs.End).TransitionTo(Completed),
            When(BecameFailed).Then(SwarmVerbs.End).TransitionTo(Failed),
            Ignore(BecameActive), Ignore(BecameRecovering));

        During(Interrupted,
            When(BecameRecovering).Then(SwarmVerbs.Become).TransitionTo(Recovering),
            When(BecameFailed).Then(SwarmVerbs.End).TransitionTo(Failed),
            Ignore(BecameActive), Ignore(BecameInterrupted), Ignore(BecameCompleted));

        During(Recovering,
            When(BecameActive).Then(SwarmVerbs.Become).TransitionTo(Active),
            When(BecameInterrupted).Then(SwarmVerbs.Interrupt).TransitionTo(Interrupted),
            When(BecameFailed).Then(SwarmVerbs.End).TransitionTo(Failed),
            Ignore(BecameRecovering), Ignore(BecameCompleted));

        During(Completed, Failed,
            Ignore(BecameActive), Ignore(BecameInterrupted), Ignore(BecameRecovering), Ignore(BecameCompleted), Ignore(BecameFailed));

        During(Removed,
            When(Opened).Then(SwarmVerbs.Open).TransitionTo(Initializing),
            Ignore(Revised), Ignore(Heard), Ignore(StateWritten), Ignore(BecameActive), Ignore(BecameInterrupted), Ignore(BecameRecovering),
            Ignore(BecameCompleted), Ignore(BecameFailed), Ignore(Left));
    }

    /// <summary>Registered, with a place in the limit; its saved state and the first heartbeat of its host take it on.</summary>
    public State Initializing { get; private set; } = null!;

    /// <summary>It gets tasks. Its end, an operator, or the silence of its host takes it on.</summary>
    public State Active { get; private set; } = null!;

    /// <summary>Its heartbeats stopped. Its recovery takes it on; without place in the limit until then.</summary>
    public State Interrupted { get; private set; } = null!;

    /// <summary>A host has it again; that host's first heartbeat takes it on.</summary>
    public State Recovering { get; private set; } = null!;

    /// <summary>An end. Deregistration takes it on, or a day without a touch.</summary>
    public State Completed { get; private set; } = null!;

    /// <summary>An end, after an operator's word or three recoveries without success. Deregistration takes it on, or a day without a touch.</summary>
    public State Failed { get; private set; } = null!;

    /// <summary>It has left the registry; kept 24 h.</summary>
    public State Removed { get; private set; } = null!;

    public Event<SwarmOpened> Opened { get; private set; } = null!;

    public Event<SwarmRevised> Revised { get; private set; } = null!;

    public Event<SwarmHeard> Heard { get; private set; } = null!;

    public Event<SwarmStateWritten> StateWritten { get; private set; } = null!;

    public Event<SwarmBecameActive> BecameActive { get; private set; } = null!;

    public Event<SwarmBecameInterrupted> BecameInterrupted { get; private set; } = null!;

    public Event<SwarmBecameRecovering> BecameRecovering { get; private set; } = null!;

    public Event<SwarmBecameCompleted> BecameCompleted { get; private set; } = null!;

    public Event<SwarmBecameFailed> BecameFailed { get; private set; } = null!;

    public Event<SwarmLeft> Left { get; private set; } = null!;

    private static IEventCorrelationConfigurator<SwarmSaga, T> BySwarm<T>(IEventCorrelationConfigurator<SwarmSaga, T> e)
        where T : class, ISwarmNews
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => SwarmSagaDefinition.Correlation(c.Message.News.SwarmId));
    }
}
