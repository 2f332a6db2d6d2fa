using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Http;

public sealed class SettingsTests
{
    [Fact]
    public void Everything_wrong_is_told_at_once_with_the_nearest_name()
    {
        var refusal = Refused(new()
        {
            ["Tasks:Retenton"] = "1.00:00:00", ["Placement:BacklogBound"] = "many", ["Brokr"] = "x", ["Execution:CodeSlots"] = "0",
            ["Broker"] = "http://user:hunter2@host", ["Tasks:Retention"] = "-00:00:01",
        });

        refusal.Failures.Count.ShouldBe(6, refusal.Message);
        refusal.Message.ShouldContain("did you mean Tasks:Retention?");
        refusal.Message.ShouldContain("did you mean Broker?");
        refusal.Message.ShouldContain("many");
        refusal.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("Workers:SuspectAfter", "45")]
    [InlineData("Tasks:Retention", " 7 ")]
    [InlineData("Placement:Lease", "30.5")]
    public void A_time_without_a_unit_is_refused_as_nobody_knows_what_it_counts(string setting, string value) =>
        Refused(new() { [setting] = value }).Failures.ShouldHaveSingleItem().ShouldContain("a time such as 00:00:30");

    [Theory]
    [InlineData("0.0.0.0:7070", null)]
    [InlineData("*:0", null)]
    [InlineData("nowhere", null)]
    [InlineData("127.0.0.1:0", "short")]
    public void An_address_others_can_reach_needs_a_token_that_cannot_be_guessed(string listen, string? token) =>
        Refused(new() { ["Http:Listen"] = listen, ["Http:Token"] = token }).Failures.ShouldHaveSingleItem().ShouldContain(token is null && listen == "nowhere" ? "--listen" : "--token", customMessage: "who used the option knows no setting");

    [Fact]
    public void The_file_counts_and_options_win()
    {
        using var folder = new TempFolder("settings");
        File.WriteAllText(folder.Combine(SettingsReader.FileName), """{ "Foreign": 1, "Swarm": { "Prefix": "a", "Data": "d", "Tasks": { "Retention": "02:00:00" } } }""");

        var settings = SettingsReader.Read(new Dictionary<string, string?> { ["Prefix"] = "b", ["Data"] = null }, folder.Path);

        settings.Prefix.ShouldBe("b");
        settings.Data.ShouldBe("d");
        settings.Sections["Tasks:Retention"].ShouldBe("02:00:00");
    }

    [Theory]
    [InlineData("rediss://me:se%40cret@store.example:6380/2", "store.example:6380", "ssl=True")]
    [InlineData("redis://:secret@10.0.0.1", "10.0.0.1:6379", "password=secret")]
    [InlineData("10.0.0.1:6379,password=secret", "10.0.0.1:6379", "password=secret")]
    public void Redis_is_read_as_people_write_it_and_shown_without_its_password(string text, string shown, string part)
    {
        RedisAddress.Configuration(text).ShouldContain(part);
        RedisAddress.Show(text).ShouldContain(shown);
        RedisAddress.Show(text).ShouldNotContain("cret");
    }

    private static SettingsException Refused(Dictionary<string, string?> options) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read(options, "/"));
}
