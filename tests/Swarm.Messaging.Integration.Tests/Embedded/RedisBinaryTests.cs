using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Embedded;

public sealed class RedisBinaryTests : IDisposable
{
    private readonly TempFolder _folder = new("binary");

    [Theory]
    [InlineData("redis-server")]
    [InlineData("valkey-server")]
    public void Find_OnPath_TakesIt(string name)
    {
        var path = _folder.Combine(name);
        File.WriteAllText(path, "");

        RedisBinary.Find(null, null, $"/nowhere:{_folder.Path}").ShouldBe(new RedisBinary(path, null));
    }

    [Fact]
    public void Find_Nowhere_SaysHowToGetIt()
    {
        var failure = Should.Throw<EmbeddedRedisException>(() => RedisBinary.Find(null, _folder.Path, "/nowhere"));

        failure.Message.ShouldContain(_folder.Path);
        failure.Message.ShouldContain("scripts/fetch-redis.sh");
        failure.Message.ShouldContain("apt-get install redis-server");
        failure.Message.ShouldContain("docker run");
    }

    [Fact]
    public void Find_WrongServerPath_NamesIt() =>
        Should.Throw<EmbeddedRedisException>(() => RedisBinary.Find("/no/such/server", null)).Message.ShouldContain("/no/such/server");

    [Fact]
    public async Task FetchScript_NoRedisOnPath_FetchesOneThatStarts()
    {
        var cache = _folder.Combine("a cache");
        (await FetchAsync(PathWithoutRedis(), cache)).ShouldBe(0);

        var binary = RedisBinary.Find(null, cache, "/nowhere");
        binary.ServerPath.ShouldStartWith(cache);
        binary.LibraryPath.ShouldNotBeNullOrEmpty();
        await using var redis = await EmbeddedRedis.StartAsync(
            new() { DataFolder = _folder.Combine("data"), CacheFolder = cache, SearchPath = "/nowhere" }, TimeProvider.System, NullLogger.Instance);
        File.ResolveLinkTarget($"/proc/{redis.ProcessId}/exe", false)!.FullName.ShouldStartWith(cache);
        (await File.ReadAllTextAsync($"/proc/{redis.ProcessId}/maps")).ShouldContain(binary.LibraryPath, customMessage: "its libraries are the fetched ones");
        Directory.GetDirectories(cache).ShouldBe([Path.Combine(cache, "redis")], "nothing else is left");
    }

    [Fact]
    public async Task FetchScript_OtherSystem_NamesThePackageAndDocker()
    {
        var lines = new List<string>();
        (await FetchAsync(LinkedTools(name => name is "sh" or "cat"), _folder.Combine("cache"), lines.Add)).ShouldBe(1);

        var text = string.Join('\n', lines);
        text.ShouldContain("no apt-get");
        text.ShouldContain("brew install redis");
        text.ShouldContain("docker run");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<int> FetchAsync(string path, string cache, Action<string>? output = null)
    {
        var script = Path.Combine(Checkout.Folder, "scripts", "fetch-redis.sh");
        var info = new ProcessStartInfo("/bin/sh", [script]) { RedirectStandardError = true };
        info.Environment["PATH"] = path;
        info.Environment["SWARM_CACHE"] = cache;
        using var process = Process.Start(info)!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            output?.Invoke(line);
        }

        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private string PathWithoutRedis() => LinkedTools(name => !name.StartsWith("redis", StringComparison.Ordinal) && !name.StartsWith("valkey", StringComparison.Ordinal));

    // Redis lies in the same folder as everything else: a path without it is a folder of links.
    private string LinkedTools(Func<string, bool> wanted)
    {
        var tools = Directory.CreateDirectory(_folder.Combine("tools")).FullName;
        foreach (var tool in new[] { "/usr/bin", "/usr/sbin" }.SelectMany(Directory.GetFiles).DistinctBy(Path.GetFileName).Where(tool => wanted(Path.GetFileName(tool))))
        {
            File.CreateSymbolicLink(Path.Combine(tools, Path.GetFileName(tool)), tool);
        }

        return tools;
    }
}
