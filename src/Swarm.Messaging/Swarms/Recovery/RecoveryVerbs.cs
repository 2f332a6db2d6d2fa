using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>What recoveries do.</summary>
internal sealed class RecoveryVerbs(IOptionsMonitor<SwarmsOptions> options)
{
    public const string BeginTimer = "begin";
    public const string AskTimer = "ask";
    public const string LimitTimer = "limit";
    public const string TimeoutError = "recovery_timeout";
    public const string LostError = "host_lost";

    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Parked = TimeSpan.FromSeconds(5);

    private SwarmsOptions Options => options.CurrentValue;

    public bool IsLast(BehaviorContext<RecoverySaga> c) => c.Saga.Attempts - c.Saga.Lost >= Options.RecoveryTries || c.Saga.Lost >= Options.RecoveryLosses;

    public void Wait(BehaviorContext<RecoverySaga, SwarmInterrupted> c)
    {
        Renew(c.Saga);
        Effects(c).SetTimer(BeginTimer, Options.RecoverAfter);
        Effects(c).Describe(0, null, c.Message.Reason);
    }

    public void BeginNow(BehaviorContext<RecoverySaga, RecoveryWanted> c)
    {
        // Whoever asks by hand has all tries before him: asking often must not be what ends a swarm.
        if (c.Saga.CurrentState != nameof(RecoveryStateMachine.Waiting) || c.Message.Interrupted is not null)
            Renew(c.Saga);
        Begin(c);
        Effects(c).Describe(c.Saga.Attempts, null, c.Message.Why);
    }

    /// <summary>The swarm is interrupted again, and an operator says so before the news does.</summary>
    public void BeginAnew(BehaviorContext<RecoverySaga, RecoveryWanted> c)
    {
        Renew(c.Saga);
        Effects(c).ClearTimer(LimitTimer);
        Begin(c);
        Effects(c).Describe(c.Saga.Attempts, null, c.Message.Why);
    }

    public void Begin(BehaviorContext<RecoverySaga> c)
    {
        (c.Saga.Attempts, c.Saga.Heard, c.Saga.Plan) = (c.Saga.Attempts + 1, false, null);
        Effects(c).ClearTimer(BeginTimer);
        Ask(c);
        Effects(c).Describe(c.Saga.Attempts, null, null);
    }

    public void Ask(BehaviorContext<RecoverySaga> c)
    {
        Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.Begin));
        Effects(c).SetTimer(AskTimer, Unheard);
    }

    /// <summary>It keeps its turn: this is no try.</summary>
    public void Park(BehaviorContext<RecoverySaga, RecoveryTried> c)
    {
        Effects(c).SetTimer(AskTimer, Parked);
        var waits = (RecoveryResult.Waits)c.Message.Result;
        if (c.Saga.Error == waits.For)
            return;
        c.Saga.Error = waits.For;
        Effects(c).Describe(c.Saga.Attempts, null, $"waits for {waits.For}");
    }

    public static void Note(BehaviorContext<RecoverySaga, RecoveryHeard> c)
    {
        c.Saga.Heard = true;
        Effects(c).Describe(c.Saga.Attempts, null, "heard of");
    }

    public void Await(BehaviorContext<RecoverySaga, RecoveryTried> c)
    {
        (c.Saga.Plan, c.Saga.BegunAt) = (RecoveryResult.Begun)c.Message.Result;
        c.Saga.Error = null;
        Effects(c).ClearTimer(AskTimer);
        Effects(c).SetTimer(LimitTimer, Options.RecoveryTimeout);
        Effects(c).Describe(c.Saga.Attempts, null, $"from {c.Saga.Plan.ResumeFrom}, progress {c.Saga.Plan.Progress}");
    }

    public void Finish(BehaviorContext<RecoverySaga> c)
    {
        Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.End, null, c.Saga.BegunAt));
        Effects(c).SetTimer(LimitTimer, Options.RecoveryTimeout);
    }

    public void Succeed(BehaviorContext<RecoverySaga, SwarmIsBack> c)
    {
        End(c, c.Message.At);
        Tell(c, "recovered", new SwarmRecovered { RecoveryPlan = c.Saga.Plan, Attempts = c.Saga.Attempts, At = c.Message.At });
        Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.Resume, c.Saga.BegunAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        Effects(c).Describe(c.Saga.Attempts, null, null);
    }

    public static void TellResumed(BehaviorContext<RecoverySaga, RecoveryResumed> c)
    {
        var tasks = c.Message.Tasks;
        Effects(c).Describe(c.Saga.Attempts, null, $"tasks go on: {tasks.InProgress} in progress, {tasks.Pending} pending{(tasks.Told is { } told ? $"; {told}" : "")}");
    }

    /// <summary>The swarm is to be interrupted; the news of it says whether its process was lost, which decides about the try.</summary>
    public void Fail(BehaviorContext<RecoverySaga> c)
    {
        Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.Fail, TimeoutError, c.Saga.BegunAt));
        Effects(c).SetTimer(LimitTimer, Options.RecoveryTimeout);
        Effects(c).Describe(c.Saga.Attempts, null, TimeoutError);
    }

    /// <summary>Whatever the swarm is like, a process that dies, stands still or is cut off while it has it brings nothing back.</summary>
    public static void Count(BehaviorContext<RecoverySaga, SwarmInterrupted> c)
    {
        if (c.Message.HostLost)
            c.Saga.Lost++;
    }

    public void TryLater(BehaviorContext<RecoverySaga> c)
    {
        TellFailure(c, final: false);
        Effects(c).ClearTimer(LimitTimer);
        Effects(c).ClearTimer(AskTimer);
        Effects(c).SetTimer(BeginTimer, Options.RecoverAfter);
    }

    public void GiveUp(BehaviorContext<RecoverySaga> c)
    {
        TellFailure(c, final: true);
        End(c, Effects(c).Now);
        Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.GiveUp, c.Saga.Error, (c as BehaviorContext<RecoverySaga, SwarmInterrupted>)?.Message.At));
    }

    public void CallOff<T>(BehaviorContext<RecoverySaga, T> c)
        where T : class
    {
        End(c, Effects(c).Now);
        Effects(c).Describe(c.Saga.Attempts, null, c.Message switch
        {
            SwarmIsOver over => over.How,
            RecoveryTried { Result: RecoveryResult.Needless needless } => needless.Why,
            _ => "the swarm is back",
        });
    }

    public void Forget(BehaviorContext<RecoverySaga, SwarmIsOver> c)
    {
        if (c.Message.How == Registry.SwarmNewsNames.Removed)
            Effects(c).Emit(new Emission.ToRecovery(RecoveryAction.Forget));
    }

    private static void Renew(RecoverySaga saga) => (saga.Attempts, saga.Lost, saga.Heard, saga.Plan, saga.Error, saga.EndedAt) = (0, 0, false, null, null, null);

    private static void End(BehaviorContext<RecoverySaga> c, DateTimeOffset at)
    {
        c.Saga.EndedAt = at;
        foreach (var timer in new[] { BeginTimer, AskTimer, LimitTimer })
            Effects(c).ClearTimer(timer);
    }

    private static void TellFailure(BehaviorContext<RecoverySaga> c, bool final)
    {
        c.Saga.Error = c switch
        {
            BehaviorContext<RecoverySaga, RecoveryTried> { Message.Result: RecoveryResult.Failed failed } => failed.Error,
            BehaviorContext<RecoverySaga, SwarmInterrupted> { Message.HostLost: true } => LostError,
            BehaviorContext<RecoverySaga, SwarmInterrupted> { Message.Reason: { Length: > 0 } reason } => reason,
            _ => TimeoutError,
        };
        Tell(c, $"failed{c.Saga.Attempts}", new RecoveryFailed { Error = c.Saga.Error, Attempt = c.Saga.Attempts, Final = final, At = Effects(c).Now });
        var isLost = c is BehaviorContext<RecoverySaga, SwarmInterrupted> { Message.HostLost: true };
        Effects(c).Describe(c.Saga.Attempts, null, isLost ? $"{LostError}: the process that was given the swarm was lost; does not count" : c.Saga.Error);
    }

    private static void Tell(BehaviorContext<RecoverySaga> c, string what, SwarmEvent said) => Effects(c).Emit(
        new Emission.ToSwarmHearers(said with { Id = $"{RecoveryDefinition.TypeName}:{c.Saga.Id}:{Effects(c).NewVersion}:{what}", SwarmId = c.Saga.Id }));

    private static SagaEffects Effects(BehaviorContext<RecoverySaga> c) => c.GetPayload<SagaEffects>();
}
