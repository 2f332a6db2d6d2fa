using FsCheck;
using FsCheck.Fluent;

namespace Swarm.Messaging.Tests.Distribution.Batching;

/// <summary>Whatever comes in whatever order, twice, late, or with a crash before the commit: no task is lost, and each batch ends once with the right counts.</summary>
public sealed class BatchInterleavingTests
{
    private static readonly Gen<BatchStep[]> Steps = Gen.ArrayOf(Gen.OneOf(
        [
            .. Enumerable.Repeat(Of(BatchStepKind.Submit), 4), .. Enumerable.Repeat(Of(BatchStepKind.Deliver), 8), .. Enumerable.Repeat(Of(BatchStepKind.DeliverTwice), 2),
            .. Enumerable.Repeat(Of(BatchStepKind.Crash), 2), .. Enumerable.Repeat(Of(BatchStepKind.End), 4), Of(BatchStepKind.JoinAgain), Of(BatchStepKind.WindowDue),
            Of(BatchStepKind.Ask), Of(BatchStepKind.Cancel),
        ]), 150);

    [Fact]
    public void Every_batch_completes_once_with_the_counts_of_its_tasks()
    {
        var seen = new BatchSights();
        Prop.ForAll(Steps.ToArbitrary(), steps => new BatchRun(seen).PlayAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        // A run in which nothing of it happens would show nothing.
        seen.ShouldSatisfyAllConditions(
            s => s.Full.ShouldBeGreaterThan(0, "batches that were full"), s => s.Mixed.ShouldBeGreaterThan(0, "batches with successes and failures"),
            s => s.Failed.ShouldBeGreaterThan(0, "batches without a success"), s => s.Absent.ShouldBeGreaterThan(0, "tasks that two batches were flushed with"),
            s => s.Crashes.ShouldBeGreaterThan(0, "crashes"), s => s.Repeated.ShouldBeGreaterThan(0, "ends that came twice"));
    }

    private static Gen<BatchStep> Of(BatchStepKind kind) => Gen.Choose(0, 1_000).Select(n => new BatchStep(kind, n));
}
