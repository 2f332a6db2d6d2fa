using System.Text.RegularExpressions;

namespace Swarm.Messaging.Architecture.Tests;

/// <summary>What a reader may rely on when opening a folder.</summary>
public sealed partial class SourceTests
{
    private static readonly string Root = FindRoot();

    private static readonly string[] Vague = ["Common", "Utils", "Helpers", "Models", "Services", "Handlers"];

    private static IEnumerable<string> Sources => new[] { "contracts", "src" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
            && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}"));

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Sources.Where(f => File.ReadLines(f).Count() > 400).Select(Relative).ShouldBeEmpty();

    [Fact]
    public void Half_of_the_files_fit_on_a_screen_or_two() =>
        Sources.Select(f => File.ReadLines(f).Count()).Order().ElementAt(Sources.Count() / 2).ShouldBeLessThanOrEqualTo(60);

    [Fact]
    public void A_namespace_is_its_folder() =>
        Sources.Where(f => Namespace().Match(File.ReadAllText(f)) is { Success: true } match && match.Groups[1].Value != Expected(f))
            .Select(Relative).ShouldBeEmpty();

    [Fact]
    public void No_folder_of_the_product_has_a_vague_name() =>
        Sources.Where(f => Relative(f).StartsWith("src/Swarm.Messaging/", StringComparison.Ordinal))
            .Where(f => Relative(f).Split('/').Intersect(Vague).Any()).Select(Relative).ShouldBeEmpty();

    [Fact]
    public void Package_versions_stand_in_one_place() =>
        Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("<PackageReference") && PackageVersion().IsMatch(File.ReadAllText(f)))
            .Select(Relative).ShouldBeEmpty();

    /// <summary>It is built without the host, and anybody could have written it.</summary>
    [Fact]
    public void The_CRM_agent_knows_client_and_contracts_only() =>
        ProjectReference().Matches(File.ReadAllText(Path.Combine(Root, "src", "Swarm.Messaging.Crm", "Swarm.Messaging.Crm.csproj"))).Select(m => m.Groups[1].Value)
            .ShouldBe(["Swarm.Messaging.Contracts", "Swarm.Messaging.Client"], ignoreOrder: true);

    private static string Expected(string file) => Path.GetDirectoryName(Relative(file))!.Split('/', 2)[1].Replace('/', '.');

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Swarm.Messaging.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Swarm.Messaging.sln is in no folder above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("<PackageReference [^>]*Version=")]
    private static partial Regex PackageVersion();
}
