using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Batching;

namespace Swarm.Messaging.Tests.Distribution.Batching;

public sealed class BatchSizeTests
{
    private static readonly DistributionOptions Adaptive = new() { AdaptiveBatches = true };

    [Theory]
    [InlineData(10, 10, 0.5, 20)]
    [InlineData(40, 40, 0.5, 50)]
    [InlineData(10, 10, 1.9, 10)]
    [InlineData(40, 30, 2, 40)]
    [InlineData(40, 19, 2, 20)]
    [InlineData(12, 1, 2, 10)]
    public void It_follows_how_fast_the_last_one_was_full(int size, int tasks, double seconds, int next) =>
        BatchSize.After(Adaptive, size, tasks, TimeSpan.FromSeconds(seconds)).ShouldBe(next);

    [Fact]
    public void Without_adaption_it_is_what_the_options_say()
    {
        var plain = new DistributionOptions();
        BatchSize.After(plain, 10, 10, TimeSpan.Zero).ShouldBe(0);
        BatchSize.Now(plain, 40).ShouldBe(10);
        BatchSize.Now(Adaptive, 40).ShouldBe(40);
        BatchSize.Now(Adaptive, 400).ShouldBe(50);
        BatchSize.Now(Adaptive, 0).ShouldBe(10);
    }
}
