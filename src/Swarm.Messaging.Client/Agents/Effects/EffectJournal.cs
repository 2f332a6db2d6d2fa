using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>
/// Makes effects outside happen once, whatever dies in between. Before an effect its intent is on disk, after it its result; both under the task's
/// idempotency key. A key with a result has its result returned. A key with an intent alone is in doubt, and so is one whose earlier attempt left no
/// word here: the effect is looked for, and done again only when it certainly is not there; where nobody can look, the attempt fails with
/// <c>needs_review</c> and a person decides.
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

    private readonly EffectLedger ledger;
    private readonly KeyGates gates = new();
    private readonly TimeProvider time;

    /// <exception cref="SwarmClientException">Another process has the file, or it is damaged.</exception>
    public EffectJournal(EffectJournalOptions options, TimeProvider time) => (ledger, this.time) = (new EffectLedger(options, time), time);

    /// <summary>Effects of which something is written down.</summary>
    public int Count => ledger.Count;

    /// <summary>
    /// Runs <paramref name="perform"/>, unless the effect has happened. Calls with one key run one after another. What succeeds is written down; what
    /// fails after <see cref="EffectAttempt.Intend"/> and without <see cref="EffectAttempt.NotDone"/> leaves doubt.
    /// </summary>
    public async Task<AgentResult> OnceAsync(EffectRequest effect, Func<EffectAttempt, CancellationToken, Task<AgentResult>> perform, CancellationToken cancellation)
    {
        using var gate = await gates.EnterAsync(effect.Key, cancellation).ConfigureAwait(false);
        if (await KnownAsync(effect, cancellation).ConfigureAwait(false) is { } known)
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
        try
        {
            // In one order everywhere: two calls that share keys do not wait for each other for ever.
            foreach (var effect in effects.OrderBy(e => e.Key.Client, StringComparer.Ordinal).ThenBy(e => e.Key.Key, StringComparer.Ordinal))
                entered.Add(await gates.EnterAsync(effect.Key, cancellation).ConfigureAwait(false));
            var results = new AgentResult[effects.Count];
            var left = new List<int>();
            for (var i = 0; i < effects.Count; i++)
            {
                if (await KnownAsync(effects[i], cancellation).ConfigureAwait(false) is { } known)
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
            foreach (var i in left.Where(i => !effects[i].Repeatable))
                ledger.Write(EffectRecord.Intent, effects[i]);
            var ends = await perform(left, cancellation).ConfigureAwait(false);
            foreach (var (end, i) in ends.Zip(left))
            {
                results[i] = end.Result;
                Ended(effects[i], end.Result, end.NotDone);
            }

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
            Ended(effect, result, attempt.IsNotDone || !attempt.IsIntended);
            return result;
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
    }

    /// <exception cref="LeaseExpiredException">It must not be tried.</exception>
    private void Intend(EffectRequest effect)
    {
        if (!IsHeld(effect))
            throw new LeaseExpiredException();
        ledger.Write(EffectRecord.Intent, effect);
    }

    private static bool IsHeld(EffectRequest effect) => effect.Repeatable || effect.HoldsLease?.Invoke() != false;

    private static AgentResult Expired(EffectRequest effect) => AgentResult.Fail(
        StoppedErrors.Lease, $"Nothing was heard of the system for as long as a lease lasts, so another agent may be at this {effect.Operation} by now: it was not begun here.");

    private void Ended(EffectRequest effect, AgentResult result, bool notDone)
    {
        if (result is AgentResult.Succeeded done)
            ledger.Write(EffectRecord.Done, effect, done.Result);
        else if (notDone)
            Void(effect);
    }

    private void Void(EffectRequest effect)
    {
        if (!effect.Repeatable)
            ledger.Write(EffectRecord.Void, effect);
    }

    /// <returns>Null: it is to be done.</returns>
    private async Task<AgentResult?> KnownAsync(EffectRequest effect, CancellationToken cancellation)
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
        var begun = known is { Type: EffectRecord.Intent } ? known.At : (DateTimeOffset?)null;
        if (effect.Verify is not null)
            return await VerifiedAsync(effect, begun, effect.Verify, cancellation).ConfigureAwait(false);
        var what = begun is null ? "An earlier attempt was made elsewhere" : $"It was begun at {begun:O}";
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
        EffectRequest effect, DateTimeOffset? begun, Func<DateTimeOffset, CancellationToken, Task<EffectVerdict>> verify, CancellationToken cancellation)
    {
        // What was sent may still be on its way. A clock that was set back does not make it wait longer than that.
        var now = time.GetUtcNow();
        var rest = (begun ?? now) + effect.Settle - now;
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest < effect.Settle ? rest : effect.Settle, time, cancellation).ConfigureAwait(false);
        switch (await verify(begun ?? now - (effect.Run > 0 ? EarlierRun : Elsewhere), cancellation).ConfigureAwait(false))
        {
            case EffectVerdict.Done done:
                ledger.Write(EffectRecord.Done, effect, done.Result);
                return new AgentResult.Succeeded(done.Result);
            case EffectVerdict.NotDone:
                Void(effect);
                return null;
            case EffectVerdict.Unknown { Login: { } login }:
                return new AgentResult.Failed(login);
            case EffectVerdict.Unknown unknown:
                return AgentResult.Fail("not_verified", $"Whether this {effect.Operation} has happened could not be seen: {unknown.Reason}");
            case var other:
                throw new InvalidOperationException($"Unknown verdict {other.GetType().Name}.");
        }
    }
}
