using System.Text.RegularExpressions;
using Swarm.Messaging.Agents;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Failures of the service were said not to count for an agent's breaker, and all but one sort of them did.</summary>
public sealed partial class TheCrmOfOneClientStoppedTheAgentOfAllTests
{
    [Fact]
    public async Task What_the_documents_call_failures_of_the_service_or_of_a_page_does_not_count_by_default()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Checkout.Folder, "docs/crm-agent.md"));
        string[] meanings = ["the service", "what the page shows"];
        var types = meanings.SelectMany(meaning => Word().Matches(lines.Single(line => line.Contains($"| yes | {meaning}", StringComparison.Ordinal))).Select(m => m.Groups[1].Value)).ToList();

        types.Count.ShouldBeGreaterThan(2);
        new AgentOptions().BreakerIgnores.Where(entry => entry.Value).Select(entry => entry.Key).ShouldBe(types, ignoreOrder: true);
    }

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();
}
