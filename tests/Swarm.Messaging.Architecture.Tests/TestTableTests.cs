using System.Text.RegularExpressions;

namespace Swarm.Messaging.Architecture.Tests;

/// <summary>A document that says which test shows what must not name tests that are gone.</summary>
public sealed partial class TestTableTests
{
    [Theory]
    [InlineData("testing-routing.md", 50)]
    [InlineData("testing-workflows.md", 50)]
    [InlineData("testing-distribution.md", 30)]
    [InlineData("swarm-cooperation.md", 30)]
    [InlineData("testing-swarms.md", 20)]
    public void Every_test_that_a_table_names_exists(string table, int least)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Swarm.Messaging.sln")))
            root = root.Parent!;
        var tests = Directory.EnumerateFiles(Path.Combine(root.FullName, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(Path.GetFileNameWithoutExtension).ToDictionary(g => g.Key!, g => g.Select(File.ReadAllText).ToList(), StringComparer.Ordinal);
        var named = Named().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", table))).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).ToList();

        named.Count.ShouldBeGreaterThan(least);
        named.Where(n => !tests.GetValueOrDefault(n.Class, []).Any(text => text.Contains($" {n.Method}(", StringComparison.Ordinal)))
            .Select(n => $"{n.Class}.{n.Method}").ShouldBeEmpty();
    }

    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Suite))\.(\w+)`")]
    private static partial Regex Named();
}
