using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

public sealed class RunnerOptionsTests
{
    private static readonly INodeWorkerSelector[] Shipped = [new LeastBusySelector(), new RoundRobinSelector(), new RandomSelector(Random.Shared), new WeightedSelector()];

    [Fact]
    public void Validate_UnknownStrategy_IsRefusedWithTheList() =>
        Failures(new() { Strategy = "fastest" }, Shipped).ShouldHaveSingleItem()
            .ShouldBe("Workflows:Runner:Strategy is 'fastest'; there are least-busy, random, round-robin, weighted.");

    [Fact]
    public void Validate_AStrategyThatTheHostRegistered_IsTaken() => Failures(new() { Strategy = "first" }, [.. Shipped, new First()]).ShouldBeEmpty();

    [Fact]
    public void Validate_WhatContradictsItself_IsRefusedAllAtOnce() =>
        Failures(new() { MinWorkers = 5, MaxWorkers = 3, ZombieAfter = TimeSpan.FromSeconds(15), IdleAfter = TimeSpan.Zero, BacklogCritical = 10 }, Shipped).Count().ShouldBe(4);

    private static IEnumerable<string> Failures(RunnerOptions options, INodeWorkerSelector[] selectors) =>
        new RunnerOptionsValidator(selectors).Validate(null, options).Failures ?? [];

    private sealed class First : INodeWorkerSelector
    {
        public string Name => "first";

        public int Select(IReadOnlyList<NodeWorkerView> candidates) => 0;
    }
}
