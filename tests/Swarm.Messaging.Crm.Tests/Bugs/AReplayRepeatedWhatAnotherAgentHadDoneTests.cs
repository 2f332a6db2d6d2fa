using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A replay begins with attempt 1, and an agent that knew nothing of the key, or that its own attempt had done nothing, took it for the first ever: what another agent had done before it died was done again.</summary>
public sealed class AReplayRepeatedWhatAnotherAgentHadDoneTests : IDisposable
{
    private readonly TempFolder folder = new("replay");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly EffectJournal journal;
    private DateTimeOffset since;
    private int performed;

    public AReplayRepeatedWhatAnotherAgentHadDoneTests() => journal = new EffectJournal(new EffectJournalOptions { File = folder.Combine("effects.log") }, time);

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task An_agent_that_knows_nothing_of_it_looks_as_far_back_as_dead_letters_are_kept()
    {
        (await OnceAsync("k", run: 0, attempt: 4, new EffectVerdict.Unknown("the service is down"))).ShouldFail("not_verified");
        time.Advance(TimeSpan.FromDays(3));

        (await OnceAsync("k", run: 1, attempt: 1, new EffectVerdict.Done(null))).ShouldBeOfType<AgentResult.Succeeded>();

        performed.ShouldBe(0);
        (time.GetUtcNow() - since).TotalDays.ShouldBe(30, 0.01);
    }

    [Fact]
    public async Task An_agent_whose_own_attempt_did_nothing_looks_too()
    {
        await journal.OnceAsync(Effect("k", 0, 1, new EffectVerdict.NotDone()), (_, _) => Task.FromResult(AgentResult.Fail("no_page", "x")), CancellationToken.None);

        (await OnceAsync("k", run: 1, attempt: 1, new EffectVerdict.Done(null))).ShouldBeOfType<AgentResult.Succeeded>();

        performed.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_there_is_done()
    {
        (await OnceAsync("k", run: 1, attempt: 1, new EffectVerdict.NotDone())).ShouldBeOfType<AgentResult.Succeeded>();

        performed.ShouldBe(1);
    }

    private Task<AgentResult> OnceAsync(string key, int run, int attempt, EffectVerdict verdict)
    {
        var once = journal.OnceAsync(
            Effect(key, run, attempt, verdict),
            (effect, _) =>
            {
                effect.Intend();
                performed++;
                return Task.FromResult(AgentResult.Ok());
            },
            CancellationToken.None);
        time.Advance(EffectRequest.DefaultSettle);
        return once;
    }

    private EffectRequest Effect(string key, int run, int attempt, EffectVerdict verdict) => new()
    {
        Key = new EffectKey("acme", key), Operation = "conversation_send", Fingerprint = "f", Run = run, Attempt = attempt,
        Verify = (from, _) =>
        {
            since = from;
            return Task.FromResult(verdict);
        },
    };
}
