using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary><c>swarm run</c>: on a host, and on one of its own.</summary>
[Collection(CliCollection.Name)]
public sealed class RunTests(CliHost host)
{
    private static string Samples => Path.Combine(Checkout.Folder, "samples");

    [Fact]
    public async Task Samples_on_a_running_host_make_a_table_and_totals()
    {
        var run = (await host.RunAsync("run", Samples)).ShouldEnd(ExitCodes.Ok);

        foreach (var file in Directory.GetFiles(Samples))
            run.Out.ShouldContain(Path.GetFileName(file));
        run.Out.ShouldContain("9 files");
        run.Error.ShouldContain("analysed 9 of 9");
        (await host.RunAsync("tasks", "--client", "cli", "--json")).Json.GetProperty("tasks").GetArrayLength().ShouldBeGreaterThanOrEqualTo(9);
    }

    [Fact]
    public async Task Json_holds_results_totals_and_what_was_skipped()
    {
        using var folder = new TempFolder("run-test");
        Directory.CreateDirectory(folder.Combine("node_modules"));
        await File.WriteAllTextAsync(folder.Combine("node_modules/no.js"), "let a = 1;");
        await File.WriteAllTextAsync(folder.Combine("a.py"), "def f(x):\n    return x\n");
        await File.WriteAllTextAsync(folder.Combine("notes.txt"), "no source");
        await File.WriteAllBytesAsync(folder.Combine("broken.py"), [0x61, 0xff, 0xfe]);
        await File.WriteAllBytesAsync(folder.Combine("huge.js"), new byte[2 * 1024 * 1024]);

        var run = (await host.RunAsync("run", folder.Path, "--json")).ShouldEnd(ExitCodes.Ok);

        var files = run.Json.GetProperty("files");
        files.GetArrayLength().ShouldBe(1);
        files[0].GetProperty("path").GetString().ShouldBe(folder.Combine("a.py"));
        files[0].GetProperty("state").GetString().ShouldBe("Completed");
        files[0].GetProperty("result").GetProperty("functions")[0].GetProperty("name").GetString().ShouldBe("f");
        run.Json.GetProperty("totals").GetProperty("functions").GetInt32().ShouldBe(1);
        run.Json.GetProperty("skipped").EnumerateArray().Select(s => Path.GetFileName(s.GetProperty("path").GetString())).Order()
            .ShouldBe(["broken.py", "huge.js"]);
        run.Error.ShouldContain("2 skipped");
    }

    [Fact]
    public async Task A_host_of_its_own_keeps_its_data_when_told_where()
    {
        using var folder = new TempFolder("run-own");

        (await CliRun.OfAsync("run", Path.Combine(Samples, "placement.go"), "--data", folder.Path)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("placement.go");

        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldNotBeEmpty();
        File.Exists(folder.Combine("endpoint.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_nobody_takes_makes_exit_code_1()
    {
        // Quoting makes it grow beyond what a payload may have.
        var file = host.Write("quotes.py", System.Text.Encoding.UTF8.GetBytes(new string('"', 900_000)));

        var run = (await host.RunAsync("run", file)).ShouldEnd(ExitCodes.Failed);

        run.Out.ShouldContain("no result");
        run.Out.ShouldContain("1048576 bytes");
    }

    [Fact]
    public async Task Nothing_to_analyse_is_said()
    {
        using var folder = new TempFolder("run-empty");

        (await CliRun.OfAsync("run", folder.Path)).ShouldEnd(ExitCodes.Failed).Error.ShouldContain("Nothing was analysed");
    }

    [Fact]
    public async Task A_file_that_was_named_and_skipped_makes_exit_code_1()
    {
        var run = (await host.RunAsync("run", Path.Combine(Samples, "placement.go"), host.Write("passwd", "root:x:0:0"u8))).ShouldEnd(ExitCodes.Failed);

        run.Out.ShouldContain("placement.go");
        run.Out.ShouldContain("has no known extension");
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_with_130()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        (await CliRun.OfAsync(["run", Samples, "--data", host.Data], "", stop.Token)).ShouldEnd(ExitCodes.Interrupted);
    }
}
