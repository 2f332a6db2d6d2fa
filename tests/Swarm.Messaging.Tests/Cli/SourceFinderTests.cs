using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Analysis;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Tests.Cli;

public sealed class SourceFinderTests : IDisposable
{
    private readonly TempFolder folder = new("finder");

    public void Dispose() => folder.Dispose();

    private string Add(string name)
    {
        var path = folder.Combine(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    [Fact]
    public void Find_Folder_TakesKnownLanguagesAndPassesWhatWasBuiltOrFetched()
    {
        var wanted = new[] { Add("a.py"), Add("inner/b.ts"), Add("inner/deep/c.go") };
        foreach (var other in new[] { "notes.md", "bin/x.c", "obj/x.c", "node_modules/p/x.js", ".git/x.py", ".venv/x.py", "target/x.rs" })
            Add(other);

        var found = SourceFinder.Find([folder.Path]);

        found.Files.Select(f => f.Name).ShouldBe(wanted);
        found.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Find_SameFileTwice_TakesItOnce()
    {
        var file = Add("a.py");

        SourceFinder.Find([file, folder.Path, file]).Files.ShouldHaveSingleItem();
    }

    [Fact]
    public void Find_NamedFile_IsTakenWhereverItLies() => SourceFinder.Find([Add("bin/a.py")]).Files.ShouldHaveSingleItem();

    [Fact]
    public void Find_NamedFileOfNoKnownLanguage_IsSkippedWithTheReason() =>
        SourceFinder.Find([Add("notes.md")]).Skipped.ShouldHaveSingleItem().Reason!.ShouldContain("no known extension");

    [Fact]
    public void Find_FolderThatLeadsBack_Ends()
    {
        Add("a.py");
        Directory.CreateSymbolicLink(folder.Combine("loop"), folder.Path);

        SourceFinder.Find([folder.Path]).Files.ShouldHaveSingleItem();
    }

    [Fact]
    public void Find_NothingThere_IsAUsageError() =>
        Should.Throw<CliException>(() => SourceFinder.Find([folder.Combine("nowhere")])).ExitCode.ShouldBe(ExitCodes.Usage);
}
