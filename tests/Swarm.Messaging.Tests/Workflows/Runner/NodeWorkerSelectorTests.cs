using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

public sealed class NodeWorkerSelectorTests
{
    [Fact]
    public void LeastBusy_LowestLoad_OfEqualsTheOldest() =>
        new LeastBusySelector().Select([View(1, 3), View(2, 1), View(3, 1)]).ShouldBe(1);

    [Fact]
    public void RoundRobin_OneAfterTheOther_EvenWhenSomeComeAndGo()
    {
        var selector = new RoundRobinSelector();
        List<NodeWorkerView> all = [View(1, 0), View(2, 4), View(5, 0)];

        Enumerable.Range(0, 4).Select(_ => all[selector.Select(all)].Number).ShouldBe([1, 2, 5, 1]);
        all.RemoveAt(1);
        Enumerable.Range(0, 3).Select(_ => all[selector.Select(all)].Number).ShouldBe([5, 1, 5]);
    }

    [Fact]
    public void Random_EachAsLikely()
    {
        var selector = new RandomSelector(new Random(7));
        List<NodeWorkerView> all = [View(1, 0), View(2, 4), View(3, 0)];

        var counts = Enumerable.Range(0, 3_000).CountBy(_ => selector.Select(all)).ToDictionary();

        counts.Keys.Order().ShouldBe([0, 1, 2]);
        counts.Values.ShouldAllBe(c => c > 800);
    }

    [Fact]
    public void Weighted_ThoseWithNothingFirst_TheLongestIdleAmongThem_ThenTheLowestLoad()
    {
        var selector = new WeightedSelector();

        selector.Select([View(1, 1), View(2, 0, 3), View(3, 0, 9)]).ShouldBe(2);
        selector.Select([View(1, 4), View(2, 2), View(3, 3)]).ShouldBe(1);
    }

    private static NodeWorkerView View(int number, int tasks, int idleSeconds = 0) =>
        new($"node-worker-{number}", number, tasks, 5, 0, TimeSpan.FromSeconds(idleSeconds));
}
