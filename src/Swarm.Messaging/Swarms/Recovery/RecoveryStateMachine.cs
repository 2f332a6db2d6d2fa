using MassTransit;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>The recovery of a swarm. Told again it changes nothing: each step is a script that looks at the swarm's status.</summary>
internal sealed class RecoveryStateMachine : MassTransitStateMachine<RecoverySaga>
{
    public RecoveryStateMachine(RecoveryVerbs verbs)
    {
        InstanceState(x => x.CurrentState);
        Event(() => Interrupted, e => BySwarm(e));
        Event(() => Wanted, e => BySwarm(e));
        Event(() => Due, e => BySwarm(e));
        Event(() => AskDue, e => BySwarm(e));
        Event(() => TimedOut, e => BySwarm(e));
        Event(() => Tried, e => BySwarm(e));
        Event(() => Heard, e => BySwarm(e));
        Event(() => Back, e => BySwarm(e));
        Event(() => Over, e => BySwarm(e));
        Event(() => Resumed, e => BySwarm(e));

        Initially(
            When(Interrupted).Then(verbs.Wait).TransitionTo(Waiting),
            When(Wanted).Then(verbs.BeginNow).TransitionTo(Beginning));

        During(Waiting,
            When(Wanted).Then(verbs.BeginNow).TransitionTo(Beginning),
            When(Due).Then(verbs.Begin).TransitionTo(Beginning),
            When(Back).Then(verbs.CallOff).TransitionTo(CalledOff),
            When(Over).Then(verbs.CallOff).TransitionTo(CalledOff),
            Ignore(Interrupted), Ignore(AskDue), Ignore(TimedOut), Ignore(Tried), Ignore(Heard));

        During(Beginning,
            When(Tried)
                .If(c => c.Message.Result is RecoveryResult.Begun && c.Saga.Heard, heard => heard.Then(verbs.Await).Then(verbs.Finish).TransitionTo(Finishing))
                .If(c => c.Message.Result is RecoveryResult.Begun && !c.Saga.Heard, begun => begun.Then(verbs.Await).TransitionTo(Confirming))
                .If(c => c.Message.Result is RecoveryResult.Waits, waits => waits.Then(verbs.Park))
                .If(c => c.Message.Result is RecoveryResult.Needless, needless => needless.Then(verbs.CallOff).TransitionTo(CalledOff))
                .If(c => c.Message.Result is RecoveryResult.Failed && !verbs.IsLast(c), failed => failed.Then(verbs.TryLater).TransitionTo(Waiting))
                .If(c => c.Message.Result is RecoveryResult.Failed && verbs.IsLast(c), failed => failed.Then(verbs.GiveUp).TransitionTo(Abandoned)),
            When(Heard).Then(RecoveryVerbs.Note),
            When(AskDue).Then(verbs.Ask),
            When(Over).Then(verbs.CallOff).TransitionTo(CalledOff),
            When(Back).Then(verbs.Succeed).TransitionTo(Recovered),
            Ignore(Interrupted), Ignore(Wanted), Ignore(Due), Ignore(TimedOut));

        During(Confirming,
            When(Heard).Then(verbs.Finish).TransitionTo(Finishing),
            When(Back).Then(verbs.Succeed).TransitionTo(Recovered),
            When(TimedOut).Then(verbs.Fail),
            When(Interrupted, IsNew).Then(RecoveryVerbs.Count)
                .IfElse(c => verbs.IsLast(c), last => last.Then(verbs.GiveUp).TransitionTo(Abandoned), again => again.Then(verbs.TryLater).TransitionTo(Waiting)),
            When(Wanted, IsAnother).Then(verbs.BeginAnew).TransitionTo(Beginning),
            When(Over).Then(verbs.CallOff).TransitionTo(CalledOff),
            Ignore(Wanted, IsTheSame), Ignore(Due), Ignore(AskDue), Ignore(Tried));

        During(Finishing,
            When(Back).Then(verbs.Succeed).TransitionTo(Recovered),
            When(TimedOut).Then(verbs.Finish),
            When(Interrupted, IsNew).Then(RecoveryVerbs.Count)
                .IfElse(c => verbs.IsLast(c), last => last.Then(verbs.GiveUp).TransitionTo(Abandoned), again => again.Then(verbs.TryLater).TransitionTo(Waiting)),
            When(Wanted, IsAnother).Then(verbs.BeginAnew).TransitionTo(Beginning),
            When(Over).Then(verbs.CallOff).TransitionTo(CalledOff),
            Ignore(Wanted, IsTheSame), Ignore(Due), Ignore(AskDue), Ignore(Tried), Ignore(Heard));

        During(Recovered,
            When(Resumed).Then(RecoveryVerbs.TellResumed));

        During(Recovered, CalledOff,
            When(Interrupted).Then(verbs.Wait).TransitionTo(Waiting),
            When(Wanted).Then(verbs.BeginNow).TransitionTo(Beginning),
            Ignore(Due), Ignore(AskDue), Ignore(TimedOut), Ignore(Tried), Ignore(Heard), Ignore(Back), Ignore(Over));

        During([Waiting, Beginning, Confirming, Finishing, CalledOff, Abandoned],
            Ignore(Resumed));

        During(Abandoned,
            When(Over).Then(verbs.Forget),
            When(Interrupted).Then(verbs.Wait).TransitionTo(Waiting),
            When(Wanted, IsAnother).Then(verbs.BeginAnew).TransitionTo(Beginning),
            Ignore(Wanted, IsTheSame), Ignore(Due), Ignore(AskDue), Ignore(TimedOut), Ignore(Tried), Ignore(Heard), Ignore(Back));
    }

    /// <summary>The swarm is interrupted and may come back by itself. The time, an operator, or a heartbeat takes it on.</summary>
    public State Waiting { get; private set; } = null!;

    /// <summary>The step to recovering is under way, or waits for a place or a host.</summary>
    public State Beginning { get; private set; } = null!;

    /// <summary>The swarm is recovering. Its host's first heartbeat takes it on, or the time limit.</summary>
    public State Confirming { get; private set; } = null!;

    /// <summary>The step to active is under way.</summary>
    public State Finishing { get; private set; } = null!;

    /// <summary>An end: the swarm is active. Another interruption takes it on; kept 24 h.</summary>
    public State Recovered { get; private set; } = null!;

    /// <summary>An end: no try succeeded, and the swarm has failed. Kept 24 h.</summary>
    public State Abandoned { get; private set; } = null!;

    /// <summary>An end: there was nothing to recover any more. Another interruption takes it on; kept 24 h.</summary>
    public State CalledOff { get; private set; } = null!;

    public Event<SwarmInterrupted> Interrupted { get; private set; } = null!;

    public Event<RecoveryWanted> Wanted { get; private set; } = null!;

    public Event<RecoveryDue> Due { get; private set; } = null!;

    public Event<RecoveryAskDue> AskDue { get; private set; } = null!;

    public Event<RecoveryTimedOut> TimedOut { get; private set; } = null!;

    public Event<RecoveryTried> Tried { get; private set; } = null!;

    public Event<RecoveryHeard> Heard { get; private set; } = null!;

    public Event<SwarmIsBack> Back { get; private set; } = null!;

    public Event<RecoveryResumed> Resumed { get; private set; } = null!;

    public Event<SwarmIsOver> Over { get; private set; } = null!;

    // A recovery by hand may be ahead of the news of the interruption that it mends.
    private static bool IsNew(SagaConsumeContext<RecoverySaga, SwarmInterrupted> c) => c.Message.At > c.Saga.BegunAt;

    // An operator, in turn, may be ahead of the news of the next interruption: what is under way, or has ended, is the recovery from the one before.
    private static bool IsAnother(SagaConsumeContext<RecoverySaga, RecoveryWanted> c) => c.Message.Interrupted > (c.Saga.EndedAt ?? c.Saga.BegunAt);

    private static bool IsTheSame(SagaConsumeContext<RecoverySaga, RecoveryWanted> c) => !IsAnother(c);

    private static IEventCorrelationConfigurator<RecoverySaga, T> BySwarm<T>(IEventCorrelationConfigurator<RecoverySaga, T> e)
        where T : class, IRecoveryEvent
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => RecoveryDefinition.Correlation(c.Message.SwarmId));
    }
}
