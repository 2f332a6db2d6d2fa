using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>
/// Makes effects outside happen once, whatever dies in between. Before an effect its intent is on disk, after it its result; both under the task's
/// idempotency key. A key with a result has its result returned. A key with an intent alone is in doubt, and so is one whose earlier attempt left no
/// word here: the effect is looked for, and done again only when it certainly is not there; where nobody can look, the attempt fails with
/// <c>needs_review</c> and a person decides. A failure says whether it leaves doubt (<see cref="TaskError.InDoubt"/>).
/// </summary>
/// <remarks>The file is one agent's own. What other agents did is found by <see cref="EffectRequest.Verify"/> alone.</remarks>
public sealed class EffectJournal : IDisposable
{
    /// <summary>The error type of an effect that a person must look at.</summary>
    public const string NeedsReview = "needs_review";

    /// <summary>How long ago an attempt of which nothing is known may have begun.</summary>
    private static readonly TimeSpan Elsewhere = TimeSpan.FromDays(1);

    /// <summary>The same of a run before the last replay: as long as a dead letter is kept.</summary>
    private static readonly TimeSpan EarlierRun = TimeSpan.FromDays(30);

    /// <summary>The shortest pause between two looks.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly EffectLedger ledger;
    private readonly KeyGates gates = new();
    private readonly TimeProvider time;
    private readonly DateTimeOffset opened;
    private readonly long openedTicks;

    /// <exception cref="SwarmClientException">Another process has the file, or it is damaged.</exception>
    public EffectJournal(EffectJournalOptions options, TimeProvider time) =>
        (ledger, this.time, opened, openedTicks) = (new EffectLedger(options, time), time, time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Effects of which something is written down.</summary>
    public int Count => ledger.Count;

    /// <summary>
    /// Runs <paramref name="perform"/>, unless the effect has happened. Calls with one key run one after another. What succeeds is written down; what
    /// fails after <see cref="EffectAttempt.Intend"/> and without <see cref="EffectAttempt.NotDone"/> leaves doubt.
    /// </summary>
    public async Task<AgentResult> OnceAsync(EffectRequest effect, Func<EffectAttempt, CancellationToken, Task<AgentResult>> perform, CancellationToken cancellation)
    {
        using var gate = await gates.EnterAsync(effect.Key, cancellation).ConfigureAwait(false);
        if (await KnownAsync(effect, time.GetUtcNow(), cancellation).ConfigureAwait(false) is { } known)
            return known;
        return await PerformAsync(effect, perform, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The same for effects that are done together in one call: <paramref name="perform"/> gets those that are left, all intended already, and returns
    /// an end for each; one that is not certainly <c>NotDone</c> stays in doubt. The effects have different keys.
    /// </summary>
    public async Task<IReadOnlyList<AgentResult>> OnceAsync(
        IReadOnlyList<EffectRequest> effects, Func<IReadOnlyList<int>, CancellationToken, Task<IReadOnlyList<(AgentResult Result, bool NotDone)>>> perform, CancellationToken cancellation)
    {
        if (effects.DistinctBy(e => e.Key).Count() < effects.Count)
            throw new ArgumentException("Two of the effects have the same key.", nameof(effects));
        var entered = new List<IDisposable>();
        var asked = time.GetUtcNow();
        try
        {
            // In one order everywhere: two calls that share keys do not wait for each other for ever.
            foreach (var effect in effects.OrderBy(e => e.Key.Client, StringComparer.Ordinal).ThenBy(e => e.Key.Key, StringComparer.Ordinal))
                entered.Add(await gates.EnterAsync(effect.Key, cancellation).ConfigureAwait(false));
            var results = new AgentResult[effects.Count];
            var left = new List<int>();
            for (var i = 0; i < effects.Count; i++)
            {
                if (await KnownAsync(effects[i], asked, cancellation).ConfigureAwait(false) is { } known)
                    results[i] = known;
                else
                    left.Add(i);
            }

            if (left.Count == 0)
                return results;
            foreach (var i in left.Where(i => !IsHeld(effects[i])))
            {
                Void(effects[i]);
                results[i] = Expired(effects[i]);
            }

            left.RemoveAll(i => results[i] is not null);
            if (left.Count == 0)
                return results;
            IntendAll([.. left.Where(i => !effects[i].Repeatable).Select(i => effects[i])]);
            IReadOnlyList<(AgentResult Result, bool NotDone)> ends;
            try
            {
                ends = await perform(left, cancellation).ConfigureAwait(false);
            }
            catch
            {
                left.ForEach(i => Leave(effects[i], isAnswered: false));
                throw;
            }

            foreach (var (end, i) in ends.Zip(left))
                results[i] = Ended(effects[i], end.Result, end.NotDone, isAnswered: false);

            return results;
        }
        finally
        {
            entered.ForEach(e => e.Dispose());
        }
    }

    public void Dispose() => ledger.Dispose();

    private async Task<AgentResult> PerformAsync(EffectRequest effect, Func<EffectAttempt, CancellationToken, Task<AgentResult>> perform, CancellationToken cancellation)
    {
        var attempt = new EffectAttempt(effect.Repeatable ? null : () => Intend(effect));
        try
        {
            var result = await perform(attempt, cancellation).ConfigureAwait(false);
            return Ended(effect, result, attempt.IsNotDone || !attempt.IsIntended, attempt.IsAnswered);
        }
        catch (LeaseExpiredException)
        {
            Void(effect);
            return Expired(effect);
        }
        catch when (attempt.IsNotDone || !attempt.IsIntended)
        {
            Void(effect);
            throw;
        }
        catch
        {
            Leave(effect, attempt.IsAnswered);
            throw;
        }
    }

    /// <exception cref="LeaseExpiredException">It must not be tried.</exception>
    private void Intend(EffectRequest effect)
    {
        if (!IsHeld(effect))
            throw new LeaseExpiredException();
        ledger.Write(EffectRecord.Intent, effect);
    }

    /// <summary>All or none: when one cannot be written down, none of them is tried.</summary>
    private void IntendAll(IReadOnlyList<EffectRequest> effects)
    {
        try
        {
            foreach (var effect in effects)
                ledger.Write(EffectRecord.Intent, effect);
        }
        catch
        {
            foreach (var effect in effects)
                Void(effect);
            throw;
        }
    }

    private static bool IsHeld(EffectRequest effect) => effect.Repeatable || effect.HoldsLease?.Invoke() != false;

    private static AgentResult Expired(EffectRequest effect) => AgentResult.Fail(
        StoppedErrors.Lease, $"Nothing was heard of the system for as long as a lease lasts, so another agent may be at this {effect.Operation} by now: it was not begun here.");

    /// <returns>A failure with whether it leaves doubt: when nobody executes it again, a person must know.</returns>
    private AgentResult Ended(EffectRequest effect, AgentResult result, bool notDone, bool isAnswered)
    {
        if (result is AgentResult.Succeeded done)
            ledger.Write(EffectRecord.Done, effect, done.Result);
        else if (notDone)
            Void(effect);
        else
            Leave(effect, isAnswered);
        return result is AgentResult.Failed failed && !effect.Repeatable ? failed with { Error = failed.Error with { InDoubt = !notDone } } : result;
    }

    private void Leave(EffectRequest effect, bool isAnswered)
    {
        if (!effect.Repeatable)
            ledger.Leave(effect.Key, isAnswered);
    }

    private void Void(EffectRequest effect)
    {
        if (!effect.Repeatable)
            ledger.Write(EffectRecord.Void, effect);
    }

    /// <param name="asked">Attempts made elsewhere had ended by then. Of many in one call it is the same for all, which so have their time together.</param>
    /// <returns>Null: it is to be done.</returns>
    private async Task<AgentResult?> KnownAsync(EffectRequest effect, DateTimeOffset asked, CancellationToken cancellation)
    {
        var known = ledger.Find(effect.Key);
        if (known is not null && known.Fingerprint != effect.Fingerprint)
        {
            return AgentResult.Fail(
                "id_conflict", $"The key {effect.Key.Key} stands for a {known.Operation} of {known.At:O} with other content; this {effect.Operation} needs a key of its own.", retryable: false);
        }

        if (known?.Type == EffectRecord.Done)
            return new AgentResult.Succeeded(known.Result);
        if (IsNew(effect, known) || effect.Repeatable)
            return null;
        var intent = known is { Type: EffectRecord.Intent } ? known : null;
        if (effect.Verify is not null)
            return await VerifiedAsync(effect, intent, asked, effect.Verify, cancellation).ConfigureAwait(false);
        var what = intent is null ? "An earlier attempt was made elsewhere" : $"It was begun at {intent.At:O}";
        return AgentResult.Fail(
            NeedsReview, $"Whether this {effect.Operation} has happened is not known, and there is no way to look. {what}, and how it ended is nowhere. See for yourself; only if it has not, submit it again under a new key.",
            retryable: false);
    }

    /// <summary>
    /// That an earlier attempt did nothing says so of those before it in its own run alone: after a replay they count anew, and may be made elsewhere. So may those of
    /// the runs before, which is why a replay looks first; where it cannot, whoever replays has looked.
    /// </summary>
    private static bool IsNew(EffectRequest effect, EffectRecord? known) => known switch
    {
        { Type: EffectRecord.Void } when known.Run == effect.Run => known.Attempt >= effect.Attempt - 1,
        null or { Type: EffectRecord.Void } => effect.Attempt <= 1 && (effect.Run == 0 || effect.Verify is null),
        _ => false,
    };

    private async Task<AgentResult?> VerifiedAsync(
        EffectRequest effect, EffectRecord? intent, DateTimeOffset asked, Func<DateTimeOffset, CancellationToken, Task<EffectVerdict>> verify, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var left = LeftAt(effect, intent, asked, now);
        var longest = intent?.Answered == true || effect.UnansweredSettle < effect.Settle ? effect.Settle : effect.UnansweredSettle;
        var (first, last) = (Rest(left, effect.Settle, now), Rest(left, longest, now));
        await PauseAsync(first, cancellation).ConfigureAwait(false);
        for (var waited = first; ;)
        {
            switch (await verify(intent?.At ?? now - (effect.Run > 0 ? EarlierRun : Elsewhere), cancellation).ConfigureAwait(false))
            {
                case EffectVerdict.Done done:
                    ledger.Write(EffectRecord.Done, effect, done.Result);
                    return new AgentResult.Succeeded(done.Result);
                case EffectVerdict.NotDone when waited >= last:
                    Void(effect);
                    return null;
                case EffectVerdict.NotDone:
                    // Not seen is no proof while the service may be at it still.
                    var pause = Least(last - waited, effect.Settle > LeastPause ? effect.Settle : LeastPause);
                    await PauseAsync(pause, cancellation).ConfigureAwait(false);
                    waited += pause;
                    break;
                case EffectVerdict.Unknown { Login: { } login }:
                    return new AgentResult.Failed(login with { InDoubt = true });
                case EffectVerdict.Unknown unknown:
                    return AgentResult.Fail(InDoubtErrors.NotVerified, $"Whether this {effect.Operation} has happened could not be seen: {unknown.Reason}");
                case var other:
                    throw new InvalidOperationException($"Unknown verdict {other.GetType().Name}.");
            }
        }
    }

    /// <summary>
    /// Since when nobody waits for what was sent: of an agent that died, not before this one began; of one elsewhere, not before this attempt. What this process has seen itself it knows without
    /// the clock, which may have been set.
    /// </summary>
    private DateTimeOffset LeftAt(EffectRequest effect, EffectRecord? intent, DateTimeOffset asked, DateTimeOffset now) => intent switch
    {
        null => asked,
        { LeftAt: { } told } => now - ledger.SinceLeft(effect.Key) ?? told,
        _ when intent.At < opened => now - time.GetElapsedTime(openedTicks),
        // Its end could not be written down; it waited no longer than this.
        _ => intent.At + effect.UnansweredSettle,
    };

    /// <summary>A clock that was set back does not make it wait longer than the whole time.</summary>
    private static TimeSpan Rest(DateTimeOffset left, TimeSpan settle, DateTimeOffset now) => left + settle <= now ? TimeSpan.Zero : Least(left + settle - now, settle);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellation) => pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellation) : Task.CompletedTask;
}
