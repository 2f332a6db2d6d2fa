using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class RetryPolicyTests
{
    private static readonly TaskError Fault = new("panic", "It broke.");
    private static readonly TaskError Timeout = new("timeout", "It took too long.");

    [Theory]
    [InlineData("ghl", "1 2 4")]
    [InlineData("workers", "1 2 4")]
    [InlineData("wasm", "0 2 4")]
    [InlineData("none", "")]
    public void Waits_of_a_preset_without_jitter(string preset, string waits) =>
        string.Join(' ', Waits(RetryPresets.Find(preset)!, Fault, rank: 10, random: 0.9)).ShouldBe(waits);

    [Theory]
    [InlineData("panic", 10, "0 2 4")]
    [InlineData("timeout", 10, "0 2")]
    [InlineData("panic", 0, "0 2")]
    [InlineData("timeout", 0, "0")]
    public void Wasm_gives_time_outs_and_critical_tasks_fewer_executions(string errorType, int rank, string waits) =>
        string.Join(' ', Waits(RetryPresets.Find("wasm")!, Fault with { Type = errorType }, rank, random: 0)).ShouldBe(waits);

    [Theory]
    [InlineData("workers")]
    [InlineData("runner")]
    [InlineData("ghl")]
    public void Other_presets_treat_every_failure_alike(string preset)
    {
        var policy = RetryPresets.Find(preset)!;
        Waits(policy, Timeout, rank: 0, random: 0.5).Count.ShouldBe(policy.MaxAttempts - 1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(6, 5)]
    public void A_number_the_task_names_holds_for_every_class(int attempts, int retries) =>
        Waits(RetryPresets.Find("wasm")!.WithMaxAttempts(attempts), Timeout, rank: 0, random: 0).Count.ShouldBe(retries);

    [Theory]
    [InlineData(0, new[] { 0.75, 1.5, 3, 6 })]
    [InlineData(0.5, new[] { 1.0, 2, 4, 8 })]
    [InlineData(0.999999999, new[] { 1.25, 2.5, 5, 10 })]
    public void Runner_waits_are_jittered_by_a_quarter(double random, double[] waits)
    {
        var found = Waits(RetryPresets.Find("runner")!, Fault, 10, random);

        found.Count.ShouldBe(4);
        for (var i = 0; i < 4; i++)
            found[i].ShouldBe(waits[i], 0.001);
    }

    [Fact]
    public void Jitter_never_lifts_a_wait_above_the_greatest()
    {
        var policy = RetryPresets.Find("runner")!;
        for (var n = 2; n < 40; n++)
            policy.DelayBefore(n, 0.999).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(16));
        policy.DelayBefore(39, 0.999).ShouldBe(TimeSpan.FromSeconds(16));
    }

    [Fact]
    public void There_is_no_wait_before_the_first_execution() =>
        Should.Throw<ArgumentOutOfRangeException>(() => RetryPresets.Find("workers")!.DelayBefore(1, 0));

    [Theory]
    [InlineData("code", "wasm")]
    [InlineData("ghl", "ghl")]
    [InlineData("process", "workers")]
    [InlineData("node", "runner")]
    [InlineData("basic", "runner")]
    public void Each_kind_has_its_preset(string kind, string preset) => RetryPresets.ForKind(kind).Preset.ShouldBe(preset);

    [Fact]
    public void Presets_are_found_in_any_case() => RetryPresets.Find("WaSm")!.Preset.ShouldBe("wasm");

    /// <summary>Seconds before each further execution until the policy gives up.</summary>
    private static List<double> Waits(RetryPolicy policy, TaskError error, int rank, double random)
    {
        var waits = new List<double>();
        for (var attempt = 1; attempt < 1_000; attempt++)
        {
            switch (FailureDecision.After(policy, attempt, rank, error, random))
            {
                case FailureDecision.Retry retry:
                    waits.Add(retry.Delay.TotalSeconds);
                    break;
                case FailureDecision.GiveUp giveUp:
                    giveUp.Reason.ShouldBe("retries_exhausted");
                    return waits;
            }
        }

        throw new ShouldAssertException("The policy never gives up.");
    }
}
