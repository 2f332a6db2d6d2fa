using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class RetryOptionsTests
{
    private static readonly RetryOptionsValidator Validator = new();

    [Fact]
    public void Defaults_AreThePresets()
    {
        var options = new RetryOptions();

        Validator.Validate(null, options).Failed.ShouldBeFalse();
        foreach (var name in RetryPresets.Names)
            options.Find(name).ShouldBe(RetryPresets.Find(name));
        foreach (var kind in new[] { "code", "ghl", "process", "basic" })
            options.ForKind(kind).ShouldBe(RetryPresets.ForKind(kind));
        options.Find("nope").ShouldBeNull();
    }

    [Fact]
    public void AChangedPreset_IsFoundByNameAndByKind()
    {
        var options = new RetryOptions { Wasm = new("wasm", 2, TimeSpan.FromSeconds(3), 2, TimeSpan.FromSeconds(9)) };

        (options.ForKind("code").MaxAttempts, options.Find("WASM")!.MaxAttempts, options.ForKind("ghl").MaxAttempts).ShouldBe((2, 2, 4));
    }

    [Fact]
    public void EveryBrokenRule_IsTold()
    {
        var result = Validator.Validate(null, new RetryOptions { Runner = new("ghl", 0, TimeSpan.FromSeconds(3), 0.5, TimeSpan.FromSeconds(1), Jitter: double.NaN) });

        result.Failures!.Count().ShouldBe(5);
        result.Failures!.ShouldAllBe(f => f.StartsWith("Retry:Runner"));
    }
}
