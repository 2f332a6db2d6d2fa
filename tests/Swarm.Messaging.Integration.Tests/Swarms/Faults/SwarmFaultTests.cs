using System.Globalization;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Swarms.Faults;

/// <summary>The benchmarks that kill processes check their own results; here with as little as they can do, and at full length by <c>--full</c>.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class SwarmFaultTests(RabbitMqFixture rabbit, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_fails_nothing_is_lost_or_led_twice()
    {
        var results = await BenchProgram.RunAsync(output, "swarms-faults", rabbit.Server.Address(), Counts.SwarmFaults);

        // That nothing is wrong is the program's own check; here that there was something to check.
        results["leader_epochs"].ShouldBeGreaterThan(0);
        results["faults_kill"].ShouldBeGreaterThan(0);
        results["faults_pause"].ShouldBeGreaterThan(0);
        results["messages_accepted"].ShouldBeGreaterThan(0);
        results["allocations"].ShouldBeGreaterThan(0);
        results["tasks_accepted"].ShouldBeGreaterThan(0);
        results["pool_samples"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Whenever_the_leader_is_killed_another_leads_and_never_two()
    {
        var results = await BenchProgram.RunAsync(output, "swarms-failover", rabbit.Server.Address(), Counts.SwarmFailover);

        results["leader_epochs"].ShouldBeGreaterThan(Counts.SwarmFailoverKills, string.Create(CultureInfo.InvariantCulture, $"one epoch more than kills, {Counts.SwarmFailoverKills}"));
        results["failover_best_s"].ShouldBeGreaterThan(0);
    }
}
