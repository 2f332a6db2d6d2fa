using Microsoft.Extensions.Time.Testing;
using Serilog;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Tests.Cli.Logging;

public sealed class GatheredFileTests : IDisposable
{
    private readonly TempFolder folder = new("log");
    private readonly FakeTimeProvider time = new();

    private string Path => folder.Combine("swarm.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_AMomentLater_StandInTheFileTogether()
    {
        using var log = Open();
        log.Information("one");
        log.Information("two");
        Lines().ShouldBeEmpty();

        time.Advance(TimeSpan.FromMilliseconds(200));

        Lines().ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Lines_AfterAQuietTime_AreWrittenToo()
    {
        using var log = Open();
        log.Information("one");
        time.Advance(TimeSpan.FromSeconds(10));
        log.Information("two");
        time.Advance(TimeSpan.FromMilliseconds(200));

        Lines().ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Dispose_BeforeTheMoment_LosesNoLine()
    {
        using (var log = Open())
        {
            for (var i = 0; i < 5_000; i++)
                log.Information("{Line}", i);
        }

        Lines().ShouldBe(Enumerable.Range(0, 5_000).Select(i => $"{i}"));
        time.Advance(TimeSpan.FromSeconds(1)); // the closed file is left alone
    }

    [Fact]
    public void Lines_OfManyFiles_AreAllThere()
    {
        var filling = new string('x', 100);
        using (var log = new LoggerConfiguration()
            .WriteTo.File(Path, outputTemplate: "{Message:lj}{NewLine}", rollOnFileSizeLimit: true, fileSizeLimitBytes: 10_000, retainedFileCountLimit: null,
                hooks: new GatheredFile(time, new LogState()))
            .CreateLogger())
        {
            for (var i = 0; i < 5_000; i++)
                log.Information("{Line} {Filling}", i, filling);
        }

        var files = Directory.GetFiles(folder.Path);
        files.Length.ShouldBeGreaterThan(1);
        files.SelectMany(File.ReadAllLines).Select(line => int.Parse(line.Split(' ')[0])).Order().ShouldBe(Enumerable.Range(0, 5_000));
    }

    private Serilog.Core.Logger Open() => new LoggerConfiguration()
        .WriteTo.File(Path, outputTemplate: "{Message:lj}{NewLine}", hooks: new GatheredFile(time, new LogState())).CreateLogger();

    private List<string> Lines()
    {
        using var file = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)];
    }
}
