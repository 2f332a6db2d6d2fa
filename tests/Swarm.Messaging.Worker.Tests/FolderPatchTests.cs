using Swarm.Messaging.Worker.Patches;

namespace Swarm.Messaging.Worker.Tests;

public sealed class FolderPatchTests : IDisposable
{
    private const string Change = "--- a/f.txt\n+++ b/f.txt\n@@ -2,2 +2,3 @@\n two\n-three\n+drei\n+vier\n";

    private readonly string folder = Directory.CreateTempSubdirectory("patch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_change_is_made_and_put_back()
    {
        Put("f.txt", "one\ntwo\nthree\nfive\n");
        var plan = Plan(Change);
        Get("f.txt").ShouldBe("one\ntwo\nthree\nfive\n", "a plan writes nothing");

        plan.Write();
        Get("f.txt").ShouldBe("one\ntwo\ndrei\nvier\nfive\n");
        plan.Files.ShouldBe(["f.txt"]);

        plan.PutBack(ofEarlier: false);
        Get("f.txt").ShouldBe("one\ntwo\nthree\nfive\n");
    }

    [Fact]
    public void A_change_is_found_some_lines_off()
    {
        Put("f.txt", "zero\nhalf\none\ntwo\nthree\n");

        Plan(Change).Write();

        Get("f.txt").ShouldBe("zero\nhalf\none\ntwo\ndrei\nvier\n");
    }

    [Fact]
    public void Files_come_and_go()
    {
        Put("old.txt", "a\nb\n");

        var plan = Plan("--- /dev/null\n+++ b/sub/new.txt\n@@ -0,0 +1,2 @@\n+x\n+y\n--- a/old.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n");
        plan.Write();

        Get("sub/new.txt").ShouldBe("x\ny\n");
        File.Exists(Path.Combine(folder, "old.txt")).ShouldBeFalse();
        plan.PutBack(ofEarlier: false);
        File.Exists(Path.Combine(folder, "sub/new.txt")).ShouldBeFalse();
        Get("old.txt").ShouldBe("a\nb\n");
    }

    [Fact]
    public void A_new_file_can_be_read_by_others_and_executed_when_the_patch_says_so()
    {
        const UnixFileMode plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode program = plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        Plan(
            "diff --git a/sub/run.sh b/sub/run.sh\nnew file mode 100755\nindex 0000000..1111111\n--- /dev/null\n+++ b/sub/run.sh\n@@ -0,0 +1 @@\n+x\n"
            + "diff --git a/plain.txt b/plain.txt\nnew file mode 100644\n--- /dev/null\n+++ b/plain.txt\n@@ -0,0 +1 @@\n+x\n").Write();

        Mode("sub/run.sh").ShouldBe(program);
        Mode("plain.txt").ShouldBe(plain);
        Mode("sub").ShouldBe(program);

        UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(folder, path));
    }

    [Fact]
    public void A_file_that_stays_keeps_its_mode()
    {
        Put("f.txt", "one\ntwo\nthree\n");
        var path = Path.Combine(folder, "f.txt");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Plan(Change).Write();

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_file_that_has_more_lines_than_its_removal_knows_stays()
    {
        Put("old.txt", "a\nb\nmine\n");

        Refusal("--- a/old.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n").ShouldContain("more lines");

        Get("old.txt").ShouldBe("a\nb\nmine\n");
    }

    [Fact]
    public void What_is_in_already_is_not_done_twice()
    {
        Put("f.txt", "one\ntwo\nthree\n");
        Plan(Change).Write();

        var again = Plan(Change);
        again.WasApplied.ShouldBeTrue();
        again.Write();
        again.PutBack(ofEarlier: false);

        Get("f.txt").ShouldBe("one\ntwo\ndrei\nvier\n");
    }

    [Fact]
    public void What_an_earlier_attempt_left_behind_is_put_back()
    {
        Put("f.txt", "one\ntwo\nthree\n");
        Plan(Change).Write();

        Plan(Change).PutBack(ofEarlier: true);

        Get("f.txt").ShouldBe("one\ntwo\nthree\n");
    }

    [Fact]
    public void Bytes_that_a_patch_does_not_name_stay_as_they_are()
    {
        var path = Path.Combine(folder, "f.txt");
        byte[] before = [0xEF, 0xBB, 0xBF, .. "caf"u8, 0xE9, .. "\nfoo\n"u8];
        File.WriteAllBytes(path, before);
        var plan = Plan("--- a/f.txt\n+++ b/f.txt\n@@ -2 +2 @@\n-foo\n+bär\n");

        plan.Write();
        File.ReadAllBytes(path).ShouldBe([0xEF, 0xBB, 0xBF, .. "caf"u8, 0xE9, .. "\nbär\n"u8]);
        plan.PutBack(ofEarlier: false);
        File.ReadAllBytes(path).ShouldBe(before);
    }

    [Fact]
    public void A_file_of_Windows_keeps_its_line_ends()
    {
        Put("f.txt", "one\r\ntwo\r\nthree\r\n");

        Plan(Change).Write();

        Get("f.txt").ShouldBe("one\r\ntwo\r\ndrei\r\nvier\r\n");
    }

    [Fact]
    public void Lines_added_behind_one_that_stays_are_not_added_twice()
    {
        const string Added = "--- a/f.txt\n+++ b/f.txt\n@@ -1 +1,2 @@\n one\n+new\n";
        Put("f.txt", "one\ntwo\n");
        Plan(Added).Write();

        Plan(Added).WasApplied.ShouldBeTrue();
        Plan(Added).Write();

        Get("f.txt").ShouldBe("one\nnew\ntwo\n");
    }

    [Fact]
    public void One_of_two_equal_lines_is_taken_away()
    {
        Put("f.txt", "a\na\nb\n");

        Plan("--- a/f.txt\n+++ b/f.txt\n@@ -1,2 +1 @@\n-a\n a\n").Write();

        Get("f.txt").ShouldBe("a\nb\n");
    }

    [Fact]
    public void All_of_it_fits_or_nothing_happens()
    {
        Put("f.txt", "one\ntwo\nthree\n");

        Refusal(Change + "--- a/absent.txt\n+++ b/absent.txt\n@@ -1 +1 @@\n-a\n+b\n").ShouldContain("absent.txt");

        Get("f.txt").ShouldBe("one\ntwo\nthree\n");
    }

    [Theory]
    [InlineData("--- a/../out.txt\n+++ b/../out.txt\n@@ -0,0 +1 @@\n+x\n", "outside")]
    [InlineData("--- /dev/null\n+++ /etc/hostname2\n@@ -0,0 +1 @@\n+x\n", "outside")]
    [InlineData("--- /dev/null\n+++ b/link/x.txt\n@@ -0,0 +1 @@\n+x\n", "outside")]
    [InlineData("diff --git a/l b/l\nnew file mode 120000\nindex 0000000..1111111\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n", "symbolic link")]
    [InlineData("diff --git a/l b/l\nindex 1111111..2222222 120000\n--- a/l\n+++ b/l\n@@ -1 +1 @@\n-one\n+/etc/passwd\n", "symbolic link")]
    [InlineData("diff --git a/l b/l\nnew file mode 160000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+x\n", "submodule")]
    [InlineData("nothing of the kind", "no file")]
    [InlineData("--- a/f.txt\n+++ b/f.txt\n", "no hunks")]
    [InlineData("--- a/f.txt\n+++ b/f.txt\n@@ -1,3 +1,1 @@\n one\n", "promises")]
    [InlineData("--- a/f.txt\n+++ b/f.txt\n@@ -1,1 +1,1 @@\n?one\n", "begins with")]
    [InlineData("--- a/f.txt\n+++ b/f.txt\n@@ -1,1 +1,1 @@\n-never\n+x\n", "does not fit")]
    [InlineData("--- /dev/null\n+++ b/f.txt\n@@ -0,0 +1 @@\n+x\n", "exists")]
    public void What_cannot_be_applied_is_refused_with_the_reason(string patch, string reason)
    {
        Put("f.txt", "one\n");
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), Path.GetTempPath());

        Refusal(patch).ShouldContain(reason);

        Get("f.txt").ShouldBe("one\n");
    }

    private FolderPatch Plan(string patch) => FolderPatch.Plan(folder, UnifiedPatch.Parse(patch));

    private string Refusal(string patch)
    {
        var refusal = Should.Throw<WorkerTaskException>(() => Plan(patch));
        (refusal.Code, refusal.Retryable).ShouldBe(("invalid_payload", false));
        return refusal.Message;
    }

    private void Put(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private string Get(string file) => File.ReadAllText(Path.Combine(folder, file));
}
