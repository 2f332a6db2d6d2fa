using System.Text.Json;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Placement;

public sealed class RequirementsTests
{
    [Fact]
    public void The_class_has_each_list_sorted_behind_its_mark() =>
        new Requirements("code", "rs:edit", ["b", "a", "b"], ["agent-7"], ["streaming"], ["wasm", "code/*"]).Class
            .ShouldBe("code/rs:edit+a+b!agent-7?streaming~code/*~wasm");

    [Fact]
    public void A_file_type_widens_what_serves_it()
    {
        new Requirements("code", "rs:edit").ShouldSatisfyAllConditions(
            r => r.FileType.ShouldBe("rs"), r => r.ServedBy.ShouldBe(["code/rs:edit", "code/rs:*", "code/*:edit", "code/*"]));
        new Requirements("ghl", "note").ShouldSatisfyAllConditions(
            r => r.FileType.ShouldBeNull(), r => r.ServedBy.ShouldBe(["ghl/note", "ghl/*"]));
    }

    [Fact]
    public void A_lease_stored_before_leases_told_the_type_is_read_without_it() =>
        JsonSerializer.Deserialize<SlotLease>("""{"token":"t#0.1@7","targetId":"pool","address":"queue"}""", JsonSerializerOptions.Web)
            .ShouldBe(new SlotLease("t#0.1@7", "pool", "queue"));
}
