using MassTransit;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>A session's life as placement tells it, in its order. An id that is used again after its end begins anew.</summary>
internal sealed class SessionStateMachine : MassTransitStateMachine<SessionSaga>
{
    public SessionStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Opened, e => BySession(e));
        Event(() => Bound, e => BySession(e));
        Event(() => Drains, e => BySession(e));
        Event(() => Ended, e => BySession(e));

        Initially(
            When(Opened).Then(SessionVerbs.Open).TransitionTo(Active));

        During(Active,
            When(Bound).Then(SessionVerbs.Bind),
            When(Drains).Then(SessionVerbs.Drain).TransitionTo(Draining),
            When(Ended).Then(SessionVerbs.End).TransitionTo(Removed),
            Ignore(Opened));

        During(Draining,
            When(Ended).Then(SessionVerbs.End).TransitionTo(Removed),
            Ignore(Opened), Ignore(Bound), Ignore(Drains));

        During(Removed,
            When(Opened).Then(SessionVerbs.Open).TransitionTo(Active),
            Ignore(Bound), Ignore(Drains), Ignore(Ended));
    }

    /// <summary>It gets work. Brought here by a registration, or because a task found none; failures or an operator take it on.</summary>
    public State Active { get; private set; } = null!;

    /// <summary>It gets no new work, for good; the next clean-up without running work takes it on.</summary>
    public State Draining { get; private set; } = null!;

    /// <summary>It is gone; kept 24 h.</summary>
    public State Removed { get; private set; } = null!;

    public Event<SessionOpened> Opened { get; private set; } = null!;

    public Event<SessionBound> Bound { get; private set; } = null!;

    public Event<SessionDrains> Drains { get; private set; } = null!;

    public Event<SessionEnded> Ended { get; private set; } = null!;

    private static IEventCorrelationConfigurator<SessionSaga, T> BySession<T>(IEventCorrelationConfigurator<SessionSaga, T> e)
        where T : class, ISessionNews
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => SessionDefinitions.Correlation(c.Message.Change.SessionId));
    }
}
