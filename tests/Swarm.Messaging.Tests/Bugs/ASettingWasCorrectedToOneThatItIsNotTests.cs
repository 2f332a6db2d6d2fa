using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// What was told to be meant instead of an unknown setting was near only because both stood in the same section, or was named without the section before its own; one that another
/// section has was not found. Below a setting with entries nothing was checked, and what stood in the section <c>Retry</c> changed the presets themselves.
/// </summary>
public sealed partial class ASettingWasCorrectedToOneThatItIsNotTests
{
    [Theory]
    [InlineData("Workflows:CacheTl", "did you mean Workflows:CacheTtl?")]
    [InlineData("Workflows:MinWorkers", "did you mean Workflows:Runner:MinWorkers?")]
    [InlineData("Workflows:Runner:MinWorker", "did you mean Workflows:Runner:MinWorkers?")]
    [InlineData("Wasm:Pool:Mn", "did you mean Wasm:Pool:Min?")]
    [InlineData("Wasm:SlotsPerInstance", "did you mean Wasm:Pool:SlotsPerInstance?")]
    [InlineData("Tasks:CacheTtl", "did you mean Workflows:CacheTtl?")]
    [InlineData("CacheTtl", "did you mean Workflows:CacheTtl?")]
    [InlineData("TASKS_RETENTION", "did you mean Tasks:Retention, in the environment SWARM_TASKS__RETENTION?")]
    [InlineData("WORKFLOWS:RUNNER_MINWORKERS", "did you mean Workflows:Runner:MinWorkers, in the environment SWARM_WORKFLOWS__RUNNER__MINWORKERS?")]
    [InlineData("Workflow:CacheTtl", "did you mean Workflows?")]
    [InlineData("Retry:Runner:MaxAttemps", "did you mean Retry:Runner:MaxAttempts?")]
    public void The_one_that_was_meant_is_named_as_it_is_written(string setting, string told) => Refuse(setting, "5").ShouldEndWith(told);

    [Theory]
    [InlineData("Workflows:Foo")]
    [InlineData("Workflows:Runner:Abc")]
    [InlineData("Tasks:Xyz")]
    [InlineData("Xyz")]
    public void Where_none_is_near_all_are_named_and_none_is_proposed(string setting) => Refuse(setting, "5").ShouldContain("is no setting; there are ");

    [Theory]
    [InlineData("Retry:Runner:MaxAttempts", "many", "a whole number")]
    [InlineData("Retry:Runner:BaseDelay", "30", "a time such as")]
    [InlineData("Placement:KindLimits:code", "x", "a whole number")]
    public void What_stands_below_a_setting_is_checked_too(string setting, string value, string told) => Refuse(setting, value).ShouldContain(told);

    [Fact]
    public void What_is_read_for_one_host_changes_no_preset()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string?> { ["Retry:Runner:MaxAttempts"] = "3", ["Retry:Runner:BaseDelay"] = "2s" }, "/", _ => null);

        settings.Sections["Retry:Runner:BaseDelay"].ShouldBe("00:00:02");
        RetryPresets.Find("runner")!.MaxAttempts.ShouldBe(5);
        new RetryOptions().Runner.MaxAttempts.ShouldBe(5);
    }

    /// <summary>A documented name that nobody reads is one that the reader of the page sets in vain.</summary>
    [Fact]
    public void Each_setting_that_is_documented_is_one()
    {
        var sections = SettingsSchema.Names.Where(name => name.Contains(':')).Select(name => name[..name.LastIndexOf(':')]).Distinct().ToList();
        var documented = Pages().SelectMany(page => Documented(page, sections)).Distinct().ToList();

        documented.Count.ShouldBeGreaterThan(50);
        documented.Where(name => !SettingsSchema.Names.Any(known => name == known || name.StartsWith(known + ":", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static string Refuse(string setting, string value) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read(new Dictionary<string, string?> { [setting] = value }, "/", _ => null)).Failures.ShouldHaveSingleItem();

    private static IEnumerable<string> Documented(string page, IReadOnlyList<string> sections)
    {
        var table = (string?)null;
        foreach (var line in page.Split('\n'))
        {
            table = Table().Match(line) is { Success: true } header ? header.Groups[1].Value : line.StartsWith('|') ? table : null;
            if (table is not null && sections.Contains(table))
            {
                foreach (Match name in Name().Matches(line.Split('|')[1]))
                    yield return $"{table}:{name.Groups[1].Value}";
            }

            foreach (Match name in Setting().Matches(line))
            {
                if (sections.Any(section => name.Value.StartsWith(section + ":", StringComparison.Ordinal)) && !sections.Contains(name.Value))
                    yield return name.Value;
            }
        }
    }

    private static IEnumerable<string> Pages([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
        return Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md").Append(Path.Combine(root, "README.md")).Select(File.ReadAllText);
    }

    [GeneratedRegex(@"^\| setting \(`([A-Za-z:]+):`\)")]
    private static partial Regex Table();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Name();

    /// <summary>Names that are cut by dots stand for several.</summary>
    [GeneratedRegex(@"(?<![A-Za-z:])[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+(?![A-Za-z.]*\.\.\.)(?![A-Za-z])")]
    private static partial Regex Setting();
}
