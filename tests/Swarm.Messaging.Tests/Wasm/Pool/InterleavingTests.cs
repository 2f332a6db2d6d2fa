using FsCheck;
using FsCheck.Fluent;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>
/// Whatever comes in whatever order, partly at the same time: no slot is lost, none is there twice, the size keeps its limits, and whoever
/// waits is served once or told that nothing came.
/// </summary>
public sealed class InterleavingTests
{
    private static readonly Gen<PoolStep[]> Steps = Gen.ArrayOf(Gen.OneOf(
        [
            .. Enumerable.Repeat(Of(PoolStepKind.Acquire), 6), .. Enumerable.Repeat(Of(PoolStepKind.Release), 4), Of(PoolStepKind.Trap),
            Of(PoolStepKind.GiveUp), Of(PoolStepKind.Look), Of(PoolStepKind.Pass), Of(PoolStepKind.Restart), Of(PoolStepKind.Replace),
            Of(PoolStepKind.Limits), Of(PoolStepKind.Health),
        ]), 120);

    [Fact]
    public void No_interleaving_loses_or_doubles_a_slot() =>
        Prop.ForAll(Steps.ToArbitrary(), steps => new PoolRun(together: false).PlayAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void No_interleaving_at_the_same_time_does_either() =>
        Prop.ForAll(Steps.ToArbitrary(), steps => new PoolRun(together: true).PlayAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static Gen<PoolStep> Of(PoolStepKind kind) => Gen.Choose(0, 1_000).Select(n => new PoolStep(kind, n));
}
